import type { ReportResponse } from '@routeprof/core';
import { type AdapterOptions, callApp, marked, mountProfiler, passOfUncalled } from '@routeprof/core/node';
import type { Context, Middleware, Next } from 'koa';
import { patternOf } from './pattern.ts';

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
export function profiler(options?: AdapterOptions<Context>): Middleware;
export function profiler(options: AdapterOptions<Context> = {}, ...others: unknown[]): unknown {
  const pass = passOfUncalled(others, 'app.use(profiler())');
  if (pass !== undefined) return pass();
  const mount = mountProfiler<Context>(options, {
    pattern: (context, _request, status) => patternOf(context, status),
  });
  return marked({
    // Not `async`, which takes objects for each request.
    'routeprof:own'(context: Context, next: Next): Promise<void> {
      const report = mount.report(context.req, context.url, context);
      return report === undefined ? goOn(context, next) : answerOrGoOn(report, context, next);
    },
  });

  function goOn(context: Context, next: Next): Promise<void> {
    // Koa writes the response, and pipes streams, after the middleware has returned.
    mount.enter(context.req, context.res, context.originalUrl, context);
    return Promise.resolve(callApp(next));
  }

  async function answerOrGoOn(
    report: Promise<ReportResponse | undefined>,
    context: Context,
    next: Next,
  ): Promise<void> {
    const answer = await report;
    if (answer === undefined) return goOn(context, next);
    // The body first, because setting it makes Koa set headers, which must be replaced.
    context.body = answer.body;
    context.status = answer.status;
    context.set(answer.headers);
  }
}
