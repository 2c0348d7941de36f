import { joinRoute, pathOf } from '@routeprof/core';
import type { Request } from 'express';
import { type Layer, type Path, pathsOf, takeFrom, textsOf } from './layer.ts';

interface App {
  readonly parent?: App;
  readonly mountpath?: Path;
  readonly _router?: { readonly stack: readonly Layer[] };
  readonly router?: { readonly stack: readonly Layer[] };
}
type Route = NonNullable<Layer['route']>;
type Chain = readonly Layer[];

/** Where a route hangs in its trees of routers. */
interface Places {
  readonly chains: Chain[];
  /** The route's own paths, for requests to a route that is in no tree. */
  own?: readonly OwnPath[];
  searches: number;
}
interface OwnPath {
  readonly text: string;
  readonly layer: Layer;
}

const placesOf = new WeakMap<Route, Places>();
/** Routers may be mounted while the app runs; but where a route is in no tree, each request would search again. */
const mostSearches = 20;

/**
 * The matched route's pattern with the patterns of all routers above it. Express keeps only the concrete prefix
 * (`req.baseUrl`), and after an error not even that; so the route is looked up in the trees of routers, and its name
 * is made of the layers that match the whole path.
 *
 * @param home an app that the request came through, beside the innermost one and the server's own.
 */
export function patternOf(request: Request, home?: object): string | undefined {
  const route = request.route as Route | undefined;
  // Other frameworks, such as restify, have a `req.route` of their own.
  if (route === undefined || !Array.isArray((route as { stack?: unknown }).stack)) return undefined;
  const { base, path, original } = urlOf(request);
  // Middleware may have rewritten the URL, and then the routes after it match the new one.
  const paths = new Set([`${base}${path}`, original]);
  let places = placesOf.get(route);
  if (places === undefined) placesOf.set(route, (places = { chains: [], searches: 0 }));
  const found = nameOf(places.chains, paths);
  if (found !== undefined) return found;
  const roots = rootsOf(request, home);
  if (places.searches++ < mostSearches) {
    for (const root of roots) places.chains.push(...chainsTo(root, (layer) => layer.route === route));
    const name = nameOf(places.chains, paths);
    if (name !== undefined) return name;
  }
  places.own ??= ownPaths(route.path, roots);
  return nameOutside(base, path, places.own, roots);
}

interface Url {
  /** The concrete prefix; gone when the app has left the answer to Express. */
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
  // Middleware of a mount has put the whole URL back, so the mount's prefix is there twice.
  const isTwice = before !== '' && original.startsWith(before);
  return isTwice ? { base: '', path: original, original } : { base, path, original };
}

/** Every app that may be at the root of a tree, or the innermost one of a tree. */
function rootsOf(request: Request, home: object | undefined): Set<App> {
  const server = (request.socket as { server?: { listeners?(event: string): object[] } } | undefined)?.server;
  const served = server?.listeners?.('request').find((listener) => 'mountpath' in listener);
  const roots = [request.app, home, served] as (App | undefined)[];
  return new Set(roots.filter((root) => root !== undefined));
}

/** Below middleware that has put the whole URL back, the layers begin with the URL's first segment again. */
function nameOf(chains: readonly Chain[], paths: ReadonlySet<string>): string | undefined {
  return nameIn(chains, paths) ?? nameIn(chains.flatMap(tailsOf), paths);
}

function tailsOf(chain: Chain): Chain[] {
  return chain.slice(1).map((_, i) => chain.slice(i + 1));
}

function nameIn(chains: readonly Chain[], paths: ReadonlySet<string>): string | undefined {
  for (const path of paths) {
    for (const chain of chains) {
      const texts = textsAlong(chain, path);
      if (texts !== undefined) return joinRoute(...texts);
    }
  }
  return undefined;
}

/** The patterns of a chain's layers, when each matches what those before it have left of the path. */
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

/** All ways down from an app's root, and from those of the apps that it is mounted in. */
function chainsTo(app: App, isTarget: (layer: Layer) => boolean): Chain[] {
  const inside = chainsIn(stackOf(app), isTarget);
  if (inside.length === 0 || app.parent === undefined) return inside;
  return mountsOf(app, app.parent).flatMap((outer) => inside.map((inner) => [...outer, ...inner]));
}

/** An app in an app is wrapped; what is known is where it was mounted last, so that comes first. */
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

/** In Express 4 it is an error to ask for `router`. */
function stackOf(app: App): readonly Layer[] {
  return ('_router' in app ? app._router : app.router)?.stack ?? [];
}

/** The paths of a route, each with a layer as the router makes it. */
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
 * For a route that is in no tree, as its router is called by a function: the patterns of the layers that lead there,
 * then a `*` for what they leave of the concrete prefix, then the path of the route that matches the rest.
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

/** What a route's own pattern leaves of a path; nothing, where that has no certain number of segments. */
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
