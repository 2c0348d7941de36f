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
      context.status = answer.status;
      context.set(answer.headers);
      context.body = answer.body;
      return;
    }
    // Koa answers, and pipes streams, after the middleware has returned: `run` would have ended by then.
    mount.record(context.req, context.res, context.originalUrl, context)?.enter();
    await next();
  };
}

/** `@koa/router` and `koa-router` leave the pattern, prefixes joined, on the context. */
function patternOf(context: Context): string | undefined {
  const { _matchedRoute: matched } = context as { _matchedRoute?: string | RegExp };
  if (matched === undefined) return undefined;
  return typeof matched === 'string' ? joinRoute(matched) : String(matched);
}
