import module from 'node:module';
import { additionFor, textOf, withAddition } from './addition.ts';

interface Compiles {
  _compile(source: string, file: string, ...rest: unknown[]): unknown;
}

/** Sees to it that the modules that need a line more get it, whether they are imported or required. */
export function hookLoading(): void {
  // Since Node 22.15.
  if (module.registerHooks === undefined) {
    hookOldNode();
    return;
  }
  module.registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (additionFor(url) === undefined || loaded.source == null) return loaded;
      return { ...loaded, source: withAddition(url, textOf(loaded.source)) };
    },
  });
}

/** Hooks for `import` then for `import` run in a thread of their own and do not see `require`. */
function hookOldNode(): void {
  module.register('./load-hook-thread.js', import.meta.url);
  const prototype = module.Module.prototype as unknown as Compiles;
  const { _compile: compile } = prototype;
  prototype._compile = function _compile(this: Compiles, source, file, ...rest) {
    const text =
      typeof source === 'string' && additionFor(file) !== undefined ? withAddition(file, source) : source;
    return compile.call(this, text, file, ...rest);
  };
}
