import { type AdapterOptions, mountProfiler, writeReport } from '@routeprof/core/node';
import type { Request, RequestHandler } from 'express';
import { createPatternReader } from './pattern.ts';

/**
 * Profiles an Express 4 or 5 app and serves the report at `/__profile__`. Use it before every other middleware.
 *
 * @throws TypeError for wrong options: the message names the option and what is allowed.
 *
 * @example
 * import express from 'express';
 * import { profiler } from '@routeprof/express';
 *
 * const app = express();
 * app.use(profiler());
 */
export function profiler(options: AdapterOptions<Request> = {}): RequestHandler {
  const { enter, patternOf } = createPatternReader();
  const mount = mountProfiler<Request>(options, { moduleUrl: import.meta.url, pattern: patternOf });
  return function routeprof(request, response, next) {
    enter(request);
    const report = mount.report(request, request.url, request);
    const goOn = () => mount.run(request, response, request.originalUrl, request, next);
    if (report === undefined) goOn();
    else void report.then((answer) => (answer === undefined ? goOn() : writeReport(response, answer)));
  };
}
