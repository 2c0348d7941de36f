/**
 * One line more at the end of a module of a framework that tells of itself in no other way: it hands the class that
 * makes each request's context to whoever listens. Nothing else of the module changes.
 */
interface Addition {
  readonly file: RegExp;
  /** What the module must contain for the line to fit. */
  readonly expects: string;
  readonly line: string;
}

const additions: readonly Addition[] = [
  {
    file: /\/koa\/lib\/application\.js$/,
    expects: 'createContext',
    line: ";globalThis[Symbol.for('routeprof')]?.offers.koa?.(module.exports);",
  },
  {
    file: /\/hono\/dist\/(?:cjs\/)?context\.js$/,
    expects: 'var Context = class',
    line:
      ";if (globalThis[Symbol.for('routeprof')]?.offers.hono) { Context = globalThis[Symbol.for('routeprof')].offers.hono(Context);" +
      " try { if (typeof exports === 'object') exports.Context = Context; } catch {} }",
  },
];

/** The line for a module, by its URL or path; `undefined` for all but a few. */
export function additionFor(file: string): Omit<Addition, 'file'> | undefined {
  // Every module of an app comes by here: most end otherwise.
  if (!file.endsWith('/application.js') && !file.endsWith('/context.js')) {
    return file.includes('\\') ? additionFor(file.replaceAll('\\', '/')) : undefined;
  }
  return additions.find((addition) => addition.file.test(file));
}

/** A module's source with its line; as it was when it does not look as expected. */
export function withAddition(file: string, source: string): string {
  const addition = additionFor(file);
  return addition !== undefined && source.includes(addition.expects)
    ? `${source}\n${addition.line}\n`
    : source;
}

/** A source as text, in whichever way Node hands it over. */
export function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  if (typeof source === 'string') return source;
  return new TextDecoder().decode(source);
}
