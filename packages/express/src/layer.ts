import { type Matcher, match, spell } from './matcher.ts';

/** What Express keeps of a `use` or a route. `rawPath` exists from router 2.3 on (Express 5.3), `regexp` in Express 4. */
export interface Layer {
  readonly name?: string;
  readonly route?: { readonly path: Path };
  /** A router, or an app: in a router it stands for itself, in an app it is wrapped. */
  readonly handle?: { readonly stack?: readonly Layer[] };
  readonly rawPath?: Path;
  readonly matchers?: readonly Matcher[];
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly slash?: boolean;
  readonly keys?: Keys;
}
export type Path = string | RegExp | readonly Path[];
type Keys = readonly { readonly name: string | number }[];

/** One of the paths of a layer: an array has several. */
interface Alternative {
  /** What of a path it takes; `undefined` when it does not match. */
  take(path: string): string | undefined;
  /** Its pattern; `taken` is what it took, for layers that keep no trace of their path. */
  textOf(taken: string): string;
}

/** What a layer took of a path, and the pattern that did. */
export interface Taken {
  readonly text: string;
  readonly rest: string;
}

const known = new WeakMap<Layer, readonly Alternative[]>();

/** Matches as the router does, without touching what it keeps of the request that it is at. */
export function takeFrom(layer: Layer, path: string): Taken | undefined {
  if (layer.slash || layer.regexp?.fast_slash) return { text: '', rest: path };
  let alternatives = known.get(layer);
  if (alternatives === undefined) known.set(layer, (alternatives = alternativesOf(layer)));
  for (const { take, textOf } of alternatives) {
    const taken = take(path);
    if (taken === undefined) continue;
    const rest = path.slice(taken.length);
    return { text: textOf(taken), rest: rest.startsWith('/') ? rest : `/${rest}` };
  }
  return undefined;
}

/** A path's own paths: an array, also one of arrays, has several. */
export function pathsOf(path: Path): (string | RegExp)[] {
  return isList(path) ? path.flatMap(pathsOf) : [path];
}

export function textsOf(path: Path): string[] {
  return pathsOf(path).map(String);
}

function isList(path: Path): path is readonly Path[] {
  return Array.isArray(path);
}

function alternativesOf(layer: Layer): Alternative[] {
  const path = layer.rawPath ?? layer.route?.path;
  const texts = path === undefined ? undefined : textsOf(path);
  return layer.regexp === undefined
    ? (layer.matchers ?? []).map((matcher, i) => ofMatcher(matcher, texts?.[i]))
    : ofExpression(layer.regexp, layer.keys ?? [], texts);
}

function ofMatcher(matcher: Matcher, text: string | undefined): Alternative {
  return {
    take: (path) => match(matcher, path)?.path,
    textOf: (taken) => text ?? spell(matcher, taken),
  };
}

/** Express 4 makes one expression of all paths of an array. */
function ofExpression(whole: RegExp, keys: Keys, texts: readonly string[] | undefined): Alternative[] {
  // A global expression remembers where it stopped: that is the router's.
  const flags = whole.flags.replace(/[gy]/g, '');
  const parts = whole.source.split(/\|(?=\^)/);
  const isWhole = texts === undefined ? !parts.every(isMade) : texts.length !== parts.length;
  if (isWhole) {
    const own = new RegExp(whole.source, flags);
    const text = texts?.join('|') ?? String(whole);
    return [{ take: (path) => own.exec(path)?.[0], textOf: () => text }];
  }
  let key = 0;
  return parts.map((part, i) => {
    const own = new RegExp(part, flags);
    const groups = (new RegExp(`${part}|`).exec('') as RegExpExecArray).length - 1;
    const text = texts?.[i] ?? patternOf(part, keys.slice(key, key + groups));
    key += groups;
    return { take: (path) => own.exec(path)?.[0], textOf: () => text };
  });
}

const mountEnd = '\\/?(?=\\/|$)';
/** A parameter in the expressions that Express 4 makes: with and without the slash before it, and with its own rule. */
const parameter = /\(\?:(\\\/)?\((?:\(\?:\(\?![^()]*\)\.\)\+\?|[^()]*)\)\)\??|\(\[\^\\?\/\]\+\?\)/g;

/** Made by Express 4 from a pattern of a mount, not given by the app. */
function isMade(source: string): boolean {
  return source.startsWith('^') && source.endsWith(mountEnd);
}

function patternOf(source: string, keys: Keys): string {
  let key = 0;
  return source
    .slice(1, -mountEnd.length)
    .replace(parameter, (_all, slash?: string) => `${slash ? '/' : ''}:${keys[key++]?.name ?? 'param'}`)
    .replace(/\\(.)/g, '$1');
}
