import { joinRoute } from '@routeprof/core';
import { type AdapterOptions, mountProfiler } from '@routeprof/core/node';
import type { Context, Middleware } from 'koa';

/**
 * Profiles a Koa 2 or 3 app and serves the report at `/__profile__`. Use it before every other middleware.
 *
 * @throws TypeError for wrong options: the message names the option and what is allowed.
 *
 * @example
 * import Koa from 'koa';
 * import { profiler } from '@routeprof/koa';
 *
 * const app = new Koa();
 * app.use(profiler());
 */
export function profiler(options: AdapterOptions<Context> = {}): Middleware {
  const mount = mountProfiler<Context>(options, { moduleUrl: import.meta.url, pattern: patternOf });
  return async function routeprof(context, next) {
    const report = mount.report(context.req, context.url, context);
    const answer = report && (await report);
    if (answer !== undefined) {
      // The body first: Koa sets headers of its own for it.
      context.body = answer.body;
      context.status = answer.status;
      context.set(answer.headers);
      return;
    }
    // Koa answers, and pipes streams, after the middleware has returned.
    mount.enter(context.req, context.res, context.originalUrl, context);
    await next();
  };
}

/** What `@koa/router` and `koa-router` leave on the context: the pattern, prefixes of routers joined, and its layer. */
interface Routed {
  readonly _matchedRoute?: string | RegExp;
  readonly matched?: readonly { readonly path: string | RegExp; readonly regexp: RegExp }[];
}

function patternOf(context: Context): string | undefined {
  const { _matchedRoute: route, matched = [] } = context as Routed;
  if (route === undefined) return undefined;
  if (typeof route !== 'string') return String(route);
  const layer = matched.findLast(({ path }) => path === route);
  const mount = layer === undefined ? '' : mountOf(context.originalUrl, layer.regexp);
  return mount === '' ? joinRoute(route) : joinRoute(mount, route);
}

/** `koa-mount` takes its prefix off the path and leaves no trace of it: it is what the router has not matched. */
function mountOf(url: string, router: RegExp): string {
  const path = url.split('?', 1)[0] as string;
  for (let at = 0; at >= 0; at = path.indexOf('/', at + 1)) {
    if (router.test(path.slice(at))) return path.slice(0, at);
  }
  return router.test('/') ? path : '';
}
