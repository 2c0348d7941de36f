import { joinRoute, pathOf } from '@routeprof/core';

/** What `@koa/router` and `koa-router` keep of a route, or of a `use`, which is for all methods and has none. */
interface Layer {
  readonly path: string | RegExp;
  readonly regexp: RegExp;
  readonly methods: readonly string[];
  readonly paramNames?: readonly { readonly name: string | number }[];
  readonly stack?: readonly { readonly length: number }[];
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
  readonly params?: Readonly<Record<string, string | undefined>>;
  /** Of `koa-mount`: the prefix of the app that it has called last, also when that has passed on. */
  readonly mountPath?: string;
  /** `false` when the app answers without Koa. */
  readonly respond?: boolean;
  readonly response?: { readonly _explicitStatus?: boolean };
}

/**
 * The pattern of the route that a router has taken, with everything that is mounted before it.
 *
 * @param status the status code, once it has been sent.
 */
export function patternOf(
  context: { readonly originalUrl: string },
  status?: number | undefined,
): string | undefined {
  const routed = context as Routed;
  if (routed._matchedRoute === undefined) return undefined;
  const layer = answering(routed);
  if (layer === undefined || (status === 404 && hasPassedOn(layer, routed))) return undefined;
  const mount = mountOf(layer, routed);
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

/** True when a 404 is Koa's own, as nobody has set a status, and the route's last function could pass on. */
function hasPassedOn({ stack = [] }: Layer, { respond, response }: Routed): boolean {
  return respond !== false && response?._explicitStatus !== true && (stack.at(-1)?.length ?? 0) > 1;
}

function hasCaptures({ regexp }: Layer, routed: Routed): boolean {
  return mountsOf(routed, regexp).some((mount) => isCapturedAfter(mount, regexp, routed));
}

/** The prefix after which a layer has matched: with the captures that there were, or the parameters that are left. */
function mountOf({ regexp, paramNames = [] }: Layer, routed: Routed): string {
  const mounts = mountsOf(routed, regexp);
  const [likeliest = ''] = mounts;
  // So it is without koa-mount, for every request.
  if (mounts.length < 2) return likeliest;
  const { params = {} } = routed;
  const hasLeft = (mount: string): boolean => {
    const captures = capturesAfter(mount, regexp, routed) ?? [];
    return paramNames.every(({ name }, i) => (params[name] ?? '') === decoded(captures[i] ?? ''));
  };
  return mounts.find((mount) => isCapturedAfter(mount, regexp, routed)) ?? mounts.find(hasLeft) ?? likeliest;
}

function isCapturedAfter(mount: string, regexp: RegExp, routed: Routed): boolean {
  return JSON.stringify(capturesAfter(mount, regexp, routed)) === JSON.stringify(routed.captures);
}

function capturesAfter(mount: string, regexp: RegExp, routed: Routed): string[] | undefined {
  return matchOf(regexp, pathIn(routed), mount.length)?.slice(1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
