import { type Matcher, match, spell } from './matcher.ts';

/** Express's entry for a `use` or a route. `rawPath` exists since router 2.3 (Express 5.3), `regexp` in Express 4. */
export interface Layer {
  readonly name?: string;
  readonly route?: { readonly path: Path };
  /** A router or an app. A router holds an app as it is; an app holds it in a wrapper function. */
  readonly handle?: { readonly stack?: readonly Layer[] };
  readonly rawPath?: Path;
  readonly matchers?: readonly Matcher[];
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly slash?: boolean;
  readonly keys?: Keys;
}
export type Path = string | RegExp | readonly Path[];
type Keys = readonly { readonly name: string | number }[];

/** One of the paths of a layer: a layer with an array has several. */
interface Alternative {
  /** The part of a path that it matches; `undefined` when it does not match. */
  take(path: string): string | undefined;
  /** Its pattern. Layers that do not keep it derive it from `taken`, the part that matched. */
  textOf(taken: string): string;
}

/** The pattern with which a layer matched a path, and the rest of the path. */
export interface Taken {
  readonly text: string;
  readonly rest: string;
}

const known = new WeakMap<Layer, readonly Alternative[]>();

/** The only pattern of a layer; `undefined` if it has several, or does not keep its own and has parameters. */
export function onlyTextOf(layer: Layer): string | undefined {
  if (isSlash(layer)) return '';
  const path = layer.rawPath ?? layer.route?.path;
  if (path !== undefined) return typeof path === 'string' ? path : undefined;
  if (layer.regexp === undefined) return undefined;
  const [only, ...others] = alternativesIn(layer);
  const text = only?.textOf('');
  // What a parameter in Express 4's expression matches is not in the text that is made of it.
  return others.length > 0 || text?.includes(':') ? undefined : text;
}

function isSlash({ slash, regexp }: Layer): boolean {
  return slash === true || regexp?.fast_slash === true;
}

function alternativesIn(layer: Layer): readonly Alternative[] {
  let alternatives = known.get(layer);
  if (alternatives === undefined) known.set(layer, (alternatives = alternativesOf(layer)));
  return alternatives;
}

/** Matches as the router does, but does not change the state that a layer keeps of the current request. */
export function takeFrom(layer: Layer, path: string): Taken | undefined {
  if (isSlash(layer)) return { text: '', rest: path };
  for (const { take, textOf } of alternativesIn(layer)) {
    const taken = take(path);
    if (taken === undefined) continue;
    const rest = path.slice(taken.length);
    return { text: textOf(taken), rest: rest.startsWith('/') ? rest : `/${rest}` };
  }
  return undefined;
}

/** The paths of an array, which may be nested. */
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

/** Express 4 joins all paths of an array into one regular expression. */
function ofExpression(whole: RegExp, keys: Keys, texts: readonly string[] | undefined): Alternative[] {
  // A copy, because a global expression keeps its last position, which the router needs.
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
/** A parameter in Express 4's expressions: with or without the slash before it, or with its own expression. */
const parameter = /\(\?:(\\\/)?\((?:\(\?:\(\?![^()]*\)\.\)\+\?|[^()]*)\)\)\??|\(\[\^\\?\/\]\+\?\)/g;

/** Whether Express 4 made the expression from a mount's pattern; otherwise the app gave it. */
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
