import { joinRoute, pathOf } from '@routeprof/core';

/** An entry of `@koa/router` or `koa-router` for a route, or for a `use`, which has an empty list of methods. */
interface Layer {
  readonly path: string | RegExp;
  readonly regexp: RegExp;
  readonly methods: readonly string[];
  readonly paramNames?: readonly { readonly name: string | number }[];
  readonly stack?: readonly { readonly length: number }[];
}

/** What the routers leave on the context: the last layer reached, and all layers that match the path, in order. */
interface Routed {
  readonly originalUrl: string;
  readonly path: string;
  readonly method: string;
  readonly _matchedRoute?: string | RegExp;
  readonly routerPath?: string | RegExp;
  readonly matched?: readonly Layer[];
  readonly captures?: readonly unknown[];
  readonly params?: Readonly<Record<string, string | undefined>>;
  /** Set by `koa-mount`: the prefix of the last mounted app that was called, even if that app called `next`. */
  readonly mountPath?: string;
  /** `false` when the app writes the response without Koa. */
  readonly respond?: boolean;
  readonly response?: { readonly _explicitStatus?: boolean };
}

/**
 * The pattern of the route that answered, with the prefixes of its mounts.
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
  if (routerPath !== reached) return answeringInOld(routed);
  // A loop, because this runs for every request.
  let isReached = false;
  for (let i = matched.length - 1; i >= 0; i--) {
    const layer = matched[i] as Layer;
    if (!isFor(layer, method)) continue;
    isReached ||= layer.path === reached;
    if (isReached && isRoute(layer)) return layer;
  }
  return undefined;
}

/**
 * koa-router 7 and 8 name the last layer that matches, even if it was not reached. The parameters on the context are
 * those of the layer that was.
 */
function answeringInOld(routed: Routed): Layer | undefined {
  const { matched = [], method } = routed;
  const candidates = matched.filter(
    (layer) => isFor(layer, method) && isRoute(layer) && hasParameters(layer, routed),
  );
  return candidates.findLast((layer) => hasCaptures(layer, routed)) ?? candidates.at(-1);
}

function isFor({ methods }: Layer, method: string): boolean {
  return methods.length === 0 || methods.includes(method);
}

function isRoute({ methods }: Layer): boolean {
  return methods.length > 0;
}

function hasParameters({ paramNames = [] }: Layer, { params = {} }: Routed): boolean {
  return paramNames.every(({ name }) => name in params);
}

/** True when a 404 is Koa's own, because nothing has set a status, and the route's last function takes `next`. */
function hasPassedOn({ stack = [] }: Layer, { respond, response }: Routed): boolean {
  return respond !== false && response?._explicitStatus !== true && (stack.at(-1)?.length ?? 0) > 1;
}

function hasCaptures({ regexp }: Layer, routed: Routed): boolean {
  return mountsOf(routed, regexp).some((mount) => isCapturedAfter(mount, regexp, routed));
}

/** The mount prefix with which a layer gives the request's captures, or at least the parameters on the context. */
function mountOf({ regexp, paramNames = [] }: Layer, routed: Routed): string {
  // Without koa-mount, as in most apps.
  if (routed.mountPath === undefined) return '';
  const mounts = mountsOf(routed, regexp);
  const [likeliest = ''] = mounts;
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

/** Prefixes that `koa-mount` may have removed before a router matched the rest, the likeliest first. */
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
  // A copy, because a global expression keeps its last position, which the router needs.
  const own =
    regexp.global || regexp.sticky ? new RegExp(regexp.source, regexp.flags.replace(/[gy]/g, '')) : regexp;
  return own.exec(path.slice(from) || '/');
}

/** The path that the app's router matched: the original one, unless middleware has rewritten it. */
function pathIn({ originalUrl, path, mountPath }: Routed): string {
  const sent = pathOf(originalUrl);
  // While a mounted app runs, `path` lacks its prefix.
  const isMounted =
    mountPath !== undefined && sent.endsWith(path === '/' ? mountPath : `${mountPath}${path}`);
  return isMounted ? sent : path;
}
