import module, { type LoadFnOutput, type LoadHookSync } from 'node:module';
import { join } from 'node:path';
import { callApp, marked } from '@routeprof/core/shared';
import { patched, patchFor, textOf } from './module-patch.ts';

interface Compiles {
  readonly filename?: string | null;
  _compile(source: string, file: string, ...rest: unknown[]): unknown;
}

/** Adds a line to the modules that need one, whether they are imported or required. */
export function hookLoading(): void {
  // Since Node 22.15.
  if (module.registerHooks === undefined) {
    hookOldNode();
    return;
  }
  const load = marked({
    'routeprof:own'(...[url, context, next]: Parameters<LoadHookSync>): LoadFnOutput {
      const loaded = callApp(next, undefined, [url, context]);
      if (patchFor(url) === undefined || loaded.source == null) return loaded;
      return { ...loaded, source: patched(url, textOf(loaded.source)) };
    },
  });
  module.registerHooks({ load });
}

/** In older versions, hooks for `import` run in a thread of their own and do not see `require`. */
function hookOldNode(): void {
  // Only Hono needs the thread, because Koa is always required. Starting it costs time and memory.
  if (resolvesFrom('hono', [process.argv[1], join(process.cwd(), 'app.js')])) {
    module.register('./load-hook-thread.cjs', import.meta.url);
  }
  const prototype = module.Module.prototype as unknown as Compiles;
  let original = prototype._compile;
  const withLine = marked({
    'routeprof:own'(this: Compiles, source: string, file: string, ...rest: unknown[]): unknown {
      const added = typeof source === 'string' ? patched(file, source) : source;
      return callApp(original, this, [added, file, ...rest]);
    },
  });
  // Returns our method only for the few files to change, so that other modules' stacks have no frame of ours.
  Object.defineProperty(prototype, '_compile', {
    configurable: true,
    get(this: Compiles) {
      return typeof this.filename === 'string' && patchFor(this.filename) !== undefined ? withLine : original;
    },
    set(this: Compiles, value: Compiles['_compile']) {
      if (this === prototype) original = value;
      else
        Object.defineProperty(this, '_compile', {
          configurable: true,
          enumerable: true,
          writable: true,
          value,
        });
    },
  });
}

/** Whether one of these modules of the app could load the package. */
export function resolvesFrom(name: string, modules: readonly (string | undefined)[]): boolean {
  return modules.some((file) => {
    try {
      return file !== undefined && module.createRequire(file).resolve(name) !== '';
    } catch {
      return false;
    }
  });
}
