import { joinRoute, templateOf } from '@routeprof/core';
import type { Request } from 'express';

/** What Express keeps of a `use` or a route. `rawPath` exists from router 2.3 (Express 5.3) on, `regexp` in Express 4. */
interface Layer {
  readonly route?: object;
  readonly handle?: { readonly stack?: readonly Layer[] };
  readonly rawPath?: string | RegExp | readonly (string | RegExp)[];
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
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

/**
 * The matched route's pattern with the patterns of all routers above it. Express keeps only the concrete prefix
 * (`req.baseUrl`), and after an error not even that; so the route is looked up, once, in the tree of routers.
 */
export function patternOf(request: Request): string | undefined {
  const route = request.route as { readonly path: Path } | undefined;
  if (route === undefined) return undefined;
  const known = patterns.get(route);
  if (known !== undefined) return known;
  const path = textOf(route.path);
  const found = prefixesOf(request.app as unknown as App | undefined, route);
  // A router that hangs in two places has a prefix for each.
  const prefix =
    found.length < 2 ? found[0] : found.find((candidate) => isPrefix(candidate, request.originalUrl));
  const pattern = joinRoute(prefix ?? concretePrefix(request, path), path);
  if (found.length === 1) patterns.set(route, pattern);
  return pattern;
}

function prefixesOf(app: App | undefined, route: object): string[] {
  if (app === undefined) return [];
  const stack = (app._router ?? app.router)?.stack ?? [];
  return chainsTo(stack, route).map((chain) => joinRoute(mountOf(app), ...chain));
}

function mountOf(app: App): string {
  return app.parent === undefined ? '' : joinRoute(mountOf(app.parent), textOf(app.mountpath ?? ''));
}

function chainsTo(stack: readonly Layer[], route: object): string[][] {
  return stack.flatMap((layer) => {
    if (layer.route === route) return [[]];
    if (layer.handle?.stack === undefined) return [];
    return chainsTo(layer.handle.stack, route).map((chain) => [layerPath(layer), ...chain]);
  });
}

function layerPath({ rawPath, regexp, keys = [] }: Layer): string {
  if (rawPath !== undefined) return textOf(rawPath);
  if (regexp === undefined || regexp.fast_slash) return '';
  let key = 0;
  return regexp.source
    .replace(/^\^/, '')
    .replace(/\\\/\?\(\?=\\\/\|\$\)$/, '')
    .replace(/\(\?:\(\[\^\\\/\]\+\?\)\)|\(\[\^\\\/\]\+\?\)/g, () => `:${keys[key++]?.name ?? 'param'}`)
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
