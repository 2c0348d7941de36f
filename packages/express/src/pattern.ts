import { joinRoute, templateOf } from '@routeprof/core';
import type { Request } from 'express';

/** What Express keeps of a `use` or a route. `rawPath` exists from router 2.3 (Express 5.3) on, `regexp` in Express 4. */
interface Layer {
  readonly route?: object;
  /** A router, or an app: in a router it stands for itself, in an app it is wrapped. */
  readonly handle?: { readonly stack?: readonly Layer[] } & App;
  readonly rawPath?: string | RegExp | readonly (string | RegExp)[];
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly slash?: boolean;
  readonly keys?: readonly { readonly name: string | number }[];
}
interface App {
  readonly parent?: App;
  readonly mountpath?: string | readonly string[];
  readonly _router?: { readonly stack: readonly Layer[] };
  readonly router?: { readonly stack: readonly Layer[] };
}
type Path = string | RegExp | readonly (string | RegExp)[];

const patterns = new WeakMap<object, string>();

export interface PatternReader {
  /** Tells which app the profiler is in: when the response has ended, `req.app` is the innermost one. */
  enter(request: Request): void;
  patternOf(request: Request): string | undefined;
}

export function createPatternReader(): PatternReader {
  let home: App | undefined;
  /** How many segments come before an app that knows no parent, because it hangs in a router. */
  let depth = 0;
  return {
    enter(request) {
      if (home !== undefined) return;
      home = request.app as unknown as App;
      depth = home.parent === undefined ? request.baseUrl.split('/').length - 1 : 0;
    },
    patternOf: (request) => patternOf(request, home, depth),
  };
}

/**
 * The matched route's pattern with the patterns of all routers above it. Express keeps only the concrete prefix
 * (`req.baseUrl`), and after an error not even that; so the route is looked up, once, in the tree of routers.
 *
 * @param home the app at the root of that tree, where it is known.
 * @param depth how many segments of the path come before it.
 */
export function patternOf(request: Request, home: object | undefined, depth: number): string | undefined {
  const route = request.route as { readonly path: Path } | undefined;
  if (route === undefined) return undefined;
  const known = patterns.get(route);
  if (known !== undefined) return known;
  const path = textOf(route.path);
  const fromHome = prefixesOf(home as App | undefined, route);
  const found = fromHome.length > 0 ? fromHome : prefixesOf(request.app as unknown as App | undefined, route);
  // A router that hangs in two places has a prefix for each.
  const prefix =
    found.length < 2 ? found[0] : found.find((candidate) => isPrefix(candidate, request.originalUrl));
  if (prefix === undefined) return joinRoute(concretePrefix(request, path), path);
  const pattern = joinRoute(templateOf(firstSegments(request.originalUrl, depth)), prefix, path);
  if (found.length === 1 && depth === 0) patterns.set(route, pattern);
  return pattern;
}

function firstSegments(url: string, count: number): string {
  return (url.split('?', 1)[0] as string)
    .split('/')
    .slice(0, count + 1)
    .join('/');
}

function prefixesOf(app: App | undefined, route: object): string[] {
  if (app === undefined) return [];
  return chainsTo(stackOf(app), route).map((chain) => joinRoute(mountOf(app), ...chain));
}

function mountOf(app: App): string {
  return app.parent === undefined ? '' : joinRoute(mountOf(app.parent), textOf(app.mountpath ?? ''));
}

/** In Express 4 it is an error to ask for `router`. */
function stackOf(app: App): readonly Layer[] {
  return ('_router' in app ? app._router : app.router)?.stack ?? [];
}

function chainsTo(stack: readonly Layer[], route: object): string[][] {
  return stack.flatMap((layer) => {
    if (layer.route === route) return [[]];
    const { handle } = layer;
    const inner = handle?.stack ?? (handle?.mountpath === undefined ? undefined : stackOf(handle));
    const path = layerPath(layer);
    return inner === undefined || path === undefined
      ? []
      : chainsTo(inner, route).map((chain) => [path, ...chain]);
  });
}

/** A parameter in the expressions that Express 4 makes: with and without the slash before it, and with its own rule. */
const parameter = /\(\?:(\\\/)?\((?:\(\?:\(\?![^()]*\)\.\)\+\?|[^()]*)\)\)\??|\(\[\^\\?\/\]\+\?\)/g;

/** `undefined` in Express 5.0 to 5.2, whose layers keep no trace of their path. */
function layerPath({ rawPath, regexp, slash, keys = [] }: Layer): string | undefined {
  if (rawPath !== undefined) return textOf(rawPath);
  if (slash || regexp?.fast_slash) return '';
  if (regexp === undefined) return undefined;
  let key = 0;
  return regexp.source
    .replace(/^\^/, '')
    .replace(/\\\/\?\(\?=\\\/\|\$\)$/, '')
    .replace(parameter, (_all, slash?: string) => `${slash ? '/' : ''}:${keys[key++]?.name ?? 'param'}`)
    .replace(/\\(.)/g, '$1');
}

function textOf(path: Path): string {
  return Array.isArray(path) ? path.map(String).join('|') : String(path);
}

function isPrefix(pattern: string, url: string): boolean {
  const segments = (url.split('?', 1)[0] as string).split('/');
  return pattern.split('/').every((part, i) => part === '' || part.startsWith(':') || part === segments[i]);
}

/** For a route that is in no tree (another app's, after an error): what its own pattern leaves of the path. */
function concretePrefix({ baseUrl, originalUrl }: Request, path: string): string {
  if (baseUrl !== '') return templateOf(baseUrl);
  const segments = (originalUrl.split('?', 1)[0] as string).split('/');
  const own = path === '/' ? 0 : path.split('/').length - 1;
  return /[*()|{]/.test(path)
    ? ''
    : templateOf(segments.slice(0, Math.max(1, segments.length - own)).join('/'));
}
