/**
 * A line that is added to the end of a framework's module, for frameworks that offer no other hook. It passes the class
 * that makes each request's context to our listener. Nothing else in the module changes.
 */
interface ModulePatch {
  readonly file: RegExp;
  /** What the module must contain for the line to fit. */
  readonly expects: string;
  readonly line: string;
}

const patches: readonly ModulePatch[] = [
  {
    file: /\/koa\/lib\/application\.js$/,
    expects: 'createContext',
    line: ";globalThis[Symbol.for('routeprof')]?.hooks.koa?.(module.exports);",
  },
  {
    file: /\/hono\/dist\/(?:cjs\/)?context\.js$/,
    expects: 'var Context = class',
    line:
      ";if (globalThis[Symbol.for('routeprof')]?.hooks.hono) { Context = globalThis[Symbol.for('routeprof')].hooks.hono(Context);" +
      " try { if (typeof exports === 'object') exports.Context = Context; } catch {} }",
  },
];

/** The line for a module, by its URL or path; `undefined` for all but a few. */
export function patchFor(file: string): Omit<ModulePatch, 'file'> | undefined {
  // This is called for every module of an app, and few have these names.
  if (!file.endsWith('/application.js') && !file.endsWith('/context.js')) {
    return file.includes('\\') ? patchFor(file.replaceAll('\\', '/')) : undefined;
  }
  return patches.find((patch) => patch.file.test(file));
}

/** A module's source with its line; unchanged when it does not look as expected. */
export function patched(file: string, source: string): string {
  const patch = patchFor(file);
  return patch !== undefined && source.includes(patch.expects) ? `${source}\n${patch.line}\n` : source;
}

/** A module's source as text, from any of the types in which Node passes it. */
export function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  if (typeof source === 'string') return source;
  return new TextDecoder().decode(source);
}
