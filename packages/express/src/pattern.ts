import { joinRoute, pathOf } from '@routeprof/core';
import type { Request } from 'express';
import { type Layer, type Path, pathsOf, takeFrom, textsOf } from './layer.ts';
import { fits, wholePatternOf } from './whole-pattern.ts';

interface App {
  readonly parent?: App;
  readonly mountpath?: Path;
  readonly _router?: { readonly stack: readonly Layer[] };
  readonly router?: { readonly stack: readonly Layer[] };
}
type Route = NonNullable<Layer['route']>;
type Chain = readonly Layer[];

/** Where a route is in the trees of routers. */
interface Places {
  readonly chains: Chain[];
  /** Of each chain; see `wholePatternOf`. */
  readonly wholes: (string | undefined)[];
  /** The route's own paths, for a route that is not in any tree. */
  own?: readonly OwnPath[];
  searches: number;
}
interface OwnPath {
  readonly text: string;
  readonly layer: Layer;
}

const placesOf = new WeakMap<Route, Places>();
/** Limits searches for a route. One is not enough, because routers may be mounted while the app runs. */
const mostSearches = 20;

/**
 * The matched route's pattern with the patterns of all routers above it. Express keeps only the concrete prefix
 * (`req.baseUrl`), and after an error not even that. So this looks up the route in the trees of routers, and makes its
 * name from the layers that match the whole path.
 *
 * @param home another app that the request went through, besides the innermost one and the server's.
 */
export function patternOf(request: Request, home?: object): string | undefined {
  const route = request.route as Route | undefined;
  // Other frameworks, such as restify, set a `req.route` too.
  if (route === undefined || !Array.isArray((route as { stack?: unknown }).stack)) return undefined;
  let places = placesOf.get(route);
  if (places === undefined) placesOf.set(route, (places = { chains: [], wholes: [], searches: 0 }));
  const unchanged = nameOfUnchanged(places, request);
  if (unchanged !== undefined) return unchanged;
  const { base, path, original } = urlOf(request);
  // Middleware may have rewritten the URL: later routes match the new one.
  const rewritten = `${base}${path}`;
  const found = nameAt(places, rewritten, original);
  if (found !== undefined) return found;
  const roots = rootsOf(request, home);
  if (places.searches++ < mostSearches) {
    for (const root of roots) {
      const chains = chainsTo(root, (layer) => layer.route === route);
      places.chains.push(...chains);
      places.wholes.push(...chains.map(wholePatternOf));
    }
    const name = nameAt(places, rewritten, original);
    if (name !== undefined) return name;
  }
  places.own ??= ownPaths(route.path, roots);
  return nameOutside(base, path, places.own, roots);
}

/** The same, without objects, for most requests: nothing has changed the URL, and the route is in one place. */
function nameOfUnchanged({ wholes: [whole] }: Places, request: Request): string | undefined {
  if (whole === undefined) return undefined;
  const { baseUrl: base = '', url, originalUrl } = request;
  const isUnchanged =
    base.length + url.length === originalUrl.length &&
    originalUrl.startsWith(base) &&
    originalUrl.endsWith(url);
  return isUnchanged && fits(whole, pathOf(originalUrl)) ? whole : undefined;
}

interface Url {
  /** The concrete prefix; empty once Express's own error handler has answered. */
  readonly base: string;
  readonly path: string;
  readonly original: string;
}

function urlOf(request: Request): Url {
  const base = (request.baseUrl as string | undefined) ?? '';
  const path = pathOf(request.url);
  const original = pathOf(request.originalUrl);
  const whole = `${base}${path}`;
  const before = whole.endsWith(original) ? whole.slice(0, -original.length) : '';
  // If middleware of a mount has restored the whole URL, the mount's prefix is there twice.
  const isTwice = before !== '' && original.startsWith(before);
  return isTwice ? { base: '', path: original, original } : { base, path, original };
}

/** Apps from which to search for a route: the innermost one, `home`, and the server's own. */
function rootsOf(request: Request, home: object | undefined): Set<App> {
  const server = (request.socket as { server?: { listeners?(event: string): object[] } } | undefined)?.server;
  const served = server?.listeners?.('request').find((listener) => 'mountpath' in listener);
  const roots = [request.app, home, served] as (App | undefined)[];
  return new Set(roots.filter((root) => root !== undefined));
}

/**
 * Tries whole chains, then tails of chains: after middleware has restored the whole URL, layers match it from the
 * start.
 */
function nameAt({ chains, wholes }: Places, path: string, original: string): string | undefined {
  const name =
    nameIn(chains, wholes, path) ?? (path === original ? undefined : nameIn(chains, wholes, original));
  if (name !== undefined) return name;
  const tails = chains.flatMap(tailsOf);
  return nameIn(tails, [], path) ?? nameIn(tails, [], original);
}

function tailsOf(chain: Chain): Chain[] {
  return chain.slice(1).map((_, i) => chain.slice(i + 1));
}

function nameIn(
  chains: readonly Chain[],
  wholes: readonly (string | undefined)[],
  path: string,
): string | undefined {
  for (let i = 0; i < chains.length; i++) {
    const whole = wholes[i];
    if (whole !== undefined && fits(whole, path)) return whole;
    const texts = textsAlong(chains[i] as Chain, path);
    if (texts !== undefined) return joinRoute(...texts);
  }
  return undefined;
}

/** The patterns of a chain's layers, if each matches what the layers before it left of the path. */
function textsAlong(chain: Chain, path: string): string[] | undefined {
  const texts: string[] = [];
  let rest = path;
  for (const layer of chain) {
    const taken = takeFrom(layer, rest);
    if (taken === undefined) return undefined;
    texts.push(taken.text);
    rest = taken.rest;
  }
  return texts;
}

/** All chains of layers to a target, from the root of the app, or of the apps in which it is mounted. */
function chainsTo(app: App, isTarget: (layer: Layer) => boolean): Chain[] {
  const inside = chainsIn(stackOf(app), isTarget);
  if (inside.length === 0 || app.parent === undefined) return inside;
  return mountsOf(app, app.parent).flatMap((outer) => inside.map((inner) => [...outer, ...inner]));
}

/**
 * Chains to a mounted app. It is hidden in a wrapper, but Express keeps its last mount path: that chain comes first.
 */
function mountsOf(app: App, parent: App): Chain[] {
  const chains = chainsTo(
    parent,
    ({ name, handle }) => name === 'mounted_app' && handle?.stack === undefined,
  );
  const last = textsOf(app.mountpath ?? []).map((path) => joinRoute(path));
  const isLast = (chain: Chain): boolean =>
    last.some((path) => joinRoute(takeFrom(chain.at(-1) as Layer, path)?.text ?? '') === path);
  return [...chains.filter(isLast), ...chains.filter((chain) => !isLast(chain))];
}

function chainsIn(stack: readonly Layer[], isTarget: (layer: Layer) => boolean): Chain[] {
  return stack.flatMap((layer): Chain[] => {
    if (isTarget(layer)) return [[layer]];
    const inner = innerStack(layer);
    return inner === undefined ? [] : chainsIn(inner, isTarget).map((chain) => [layer, ...chain]);
  });
}

function innerStack({ handle }: Layer): readonly Layer[] | undefined {
  if (handle === undefined) return undefined;
  return handle.stack ?? ('mountpath' in handle ? stackOf(handle as App) : undefined);
}

/** Express 4 throws when `router` is read. */
function stackOf(app: App): readonly Layer[] {
  return ('_router' in app ? app._router : app.router)?.stack ?? [];
}

/** The paths of a route, each with a layer of the router's own class. */
function ownPaths(path: Path, roots: ReadonlySet<App>): OwnPath[] {
  const [some] = [...roots].flatMap(stackOf);
  const LayerOf = some?.constructor as
    | (new (
        path: string | RegExp,
        options: object,
        handle: () => void,
      ) => Layer)
    | undefined;
  return pathsOf(path).map((one) => ({
    text: String(one),
    layer: LayerOf === undefined ? {} : new LayerOf(one, { end: true }, () => undefined),
  }));
}

/**
 * The name of a route that is not in any tree, because a function calls its router: the patterns of the layers that
 * match the start of the path, then a `*` for the rest of the concrete prefix, then the route's own path.
 */
function nameOutside(base: string, path: string, own: readonly OwnPath[], roots: ReadonlySet<App>): string {
  const prefixOf = (text: string): string => (base === '' ? prefixBefore(text, path) : base);
  const matched = own.find(({ text, layer }) => {
    const rest = base === '' ? path.slice(prefixOf(text).length) : path;
    return takeFrom(layer, rest) !== undefined;
  });
  const text = matched?.text ?? own.map((one) => one.text).join('|');
  const prefix = prefixOf(text);
  let best: Way = { texts: [], rest: prefix };
  for (const root of roots) {
    const way = longestWay(stackOf(root), prefix);
    if (way.rest.length < best.rest.length) best = way;
  }
  return joinRoute(...best.texts, best.rest === '' ? '' : '*', text);
}

/** The part of a path before a route's own pattern; empty if the pattern has no fixed number of segments. */
function prefixBefore(text: string, path: string): string {
  if (/[*()|{?]/.test(text)) return '';
  const segments = path.split('/');
  const own = text === '/' ? 0 : text.split('/').length - 1;
  return segments.slice(0, Math.max(1, segments.length - own)).join('/');
}

interface Way {
  readonly texts: readonly string[];
  readonly rest: string;
}

function longestWay(stack: readonly Layer[], path: string): Way {
  let best: Way = { texts: [], rest: path };
  for (const layer of stack) {
    if (layer.route !== undefined) continue;
    const taken = takeFrom(layer, path);
    if (taken === undefined || taken.text === '*') continue;
    const way = longestWay(innerStack(layer) ?? [], taken.rest === '/' ? '' : taken.rest);
    if (way.rest.length < best.rest.length) best = { texts: [taken.text, ...way.texts], rest: way.rest };
  }
  return best;
}
