import type { HttpBindings } from '@hono/node-server';
import { type ReportResponse, relativeTo } from '@routeprof/core';
import { type AdapterOptions, callApp, marked, mountProfiler, passOfUncalled } from '@routeprof/core/node';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { matchedRoutes } from 'hono/route';
import { patternOf, prefixOf } from './pattern.ts';

/**
 * Profiles a Hono 4 app on Node (`@hono/node-server`) and serves the report at `/__profile__`. Use it before every
 * other middleware.
 *
 * @throws TypeError for wrong options: the message names the option and what is allowed.
 *
 * @example
 * import { serve } from '@hono/node-server';
 * import { Hono } from 'hono';
 * import { profiler } from '@routeprof/hono';
 *
 * const app = new Hono();
 * app.use(profiler());
 * serve({ fetch: app.fetch, port: 3000 });
 */
export function profiler(options?: AdapterOptions<Context>): MiddlewareHandler;
export function profiler(options: AdapterOptions<Context> = {}, ...others: unknown[]): unknown {
  const pass = passOfUncalled(others, 'app.use(profiler())');
  // Hono would take the middleware's return value for a response.
  if (pass !== undefined) return Promise.resolve(pass()).then(() => undefined);
  const mount = mountProfiler<Context>(options, {
    pattern: (context, { url = '/' }, status) => patternOf(context.req, matchedRoutes(context), url, status),
  });
  return marked({
    // Not `async`, which takes objects for each request.
    'routeprof:own'(context: Context, next: Next): Promise<Response | undefined> {
      const { incoming, outgoing } = (context.env ?? {}) as Partial<HttpBindings>;
      // Under another server (a test's app.request, an edge runtime) there is no Node request to follow.
      if (typeof incoming !== 'object' || typeof outgoing !== 'object') return passOn(next);
      const url = incoming.url ?? '/';
      const report = mount.concerns(url)
        ? mount.report(incoming as never, urlInMount(context, url), context)
        : undefined;
      if (report !== undefined) return answerOrGoOn(report, context, next);
      // The response is written after the middleware has returned.
      mount.enter(incoming as never, outgoing as never, url, context);
      return passOn(next);
    },
  });

  async function answerOrGoOn(
    report: Promise<ReportResponse | undefined>,
    context: Context,
    next: Next,
  ): Promise<Response | undefined> {
    const answer = await report;
    if (answer !== undefined)
      return context.body(answer.body as never, answer.status as never, answer.headers);
    const { incoming, outgoing } = context.env as HttpBindings;
    mount.enter(incoming, outgoing, incoming.url ?? '/', context);
    return passOn(next);
  }
}

/** Hono would take what `next` gives, its own context, for a response. */
function passOn(next: Next): Promise<undefined> {
  return Promise.resolve(callApp(next)).then(nothing);
}

function nothing(): undefined {}

/** The URL within a mount. For an app mounted with `route('/admin', app)`, the path of its middleware has the prefix. */
function urlInMount(context: Context, url: string): string {
  const own = matchedRoutes(context)[context.req.routeIndex]?.path ?? '/*';
  return relativeTo(relativeTo(url, prefixOf(context.req, url)), own.replace(/\/\*$/, ''));
}
