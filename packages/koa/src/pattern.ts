import { joinRoute, pathOf } from '@routeprof/core';

/** What `@koa/router` and `koa-router` keep of a route, or of a `use`, which is for all methods and has none. */
interface Layer {
  readonly path: string | RegExp;
  readonly regexp: RegExp;
  readonly methods: readonly string[];
  readonly paramNames?: readonly { readonly name: string | number }[];
}

/** What they leave on the context: the layer that was reached last, and all that match the path, in their order. */
interface Routed {
  readonly originalUrl: string;
  readonly path: string;
  readonly method: string;
  readonly _matchedRoute?: string | RegExp;
  readonly routerPath?: string | RegExp;
  readonly matched?: readonly Layer[];
  readonly captures?: readonly unknown[];
  readonly params?: object;
  /** Of `koa-mount`: the prefix of the innermost app that it has called. */
  readonly mountPath?: string;
}

/** The pattern of the route that a router has taken, with everything that is mounted before it. */
export function patternOf(context: { readonly originalUrl: string }): string | undefined {
  const routed = context as Routed;
  if (routed._matchedRoute === undefined) return undefined;
  const layer = answering(routed);
  if (layer === undefined) return undefined;
  const [mount = ''] = mountsOf(routed, layer.regexp);
  return mount === '' ? joinRoute(String(layer.path)) : joinRoute(mount, String(layer.path));
}

/** The last route among the layers that were reached. */
function answering(routed: Routed): Layer | undefined {
  const { matched = [], method, _matchedRoute: reached, routerPath } = routed;
  const layers = matched.filter(({ methods }) => methods.length === 0 || methods.includes(method));
  const isRoute = ({ methods }: Layer): boolean => methods.length > 0;
  if (routerPath === reached) {
    const last = layers.findLastIndex(({ path }) => path === reached);
    return layers.slice(0, last + 1).findLast(isRoute);
  }
  // koa-router 7 and 8 tell the last layer that matches, which is seldom reached; but its parameters are those that were.
  const candidates = layers.filter((layer) => isRoute(layer) && hasParameters(layer, routed));
  return candidates.findLast((layer) => hasCaptures(layer, routed)) ?? candidates.at(-1);
}

function hasParameters({ paramNames = [] }: Layer, { params = {} }: Routed): boolean {
  return paramNames.every(({ name }) => name in params);
}

function hasCaptures({ regexp }: Layer, routed: Routed): boolean {
  const captures = JSON.stringify(routed.captures);
  const path = pathIn(routed);
  return mountsOf(routed, regexp).some(
    (mount) => JSON.stringify(matchOf(regexp, path, mount.length)?.slice(1)) === captures,
  );
}

/** Prefixes that `koa-mount` may have taken off before a router has matched what is left, the likeliest first. */
function mountsOf(routed: Routed, regexp: RegExp): string[] {
  const path = pathIn(routed);
  const mounts: string[] = [];
  const { mountPath } = routed;
  if (mountPath !== undefined) {
    for (let at = path.indexOf(mountPath); at >= 0; at = path.indexOf(mountPath, at + 1)) {
      const end = at + mountPath.length;
      if (matchOf(regexp, path, end) !== null) mounts.push(path.slice(0, end));
    }
  }
  if (matchOf(regexp, path, 0) !== null) mounts.push('');
  return mounts;
}

function matchOf(regexp: RegExp, path: string, from: number): RegExpExecArray | null {
  // A global expression remembers where it stopped: that is the router's.
  const own =
    regexp.global || regexp.sticky ? new RegExp(regexp.source, regexp.flags.replace(/[gy]/g, '')) : regexp;
  return own.exec(path.slice(from) || '/');
}

/** The path that the app has matched: as it was sent, unless middleware has rewritten it. */
function pathIn({ originalUrl, path, mountPath }: Routed): string {
  const sent = pathOf(originalUrl);
  // While a mounted app runs, its prefix is off the path.
  const isMounted =
    mountPath !== undefined && sent.endsWith(path === '/' ? mountPath : `${mountPath}${path}`);
  return isMounted ? sent : path;
}
