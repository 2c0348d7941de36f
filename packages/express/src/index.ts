import {
  type AdapterOptions,
  marked,
  mountProfiler,
  passOfUncalled,
  writeReport,
} from '@routeprof/core/node';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { patternOf } from './pattern.ts';

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
export function profiler(options?: AdapterOptions<Request>): RequestHandler;
export function profiler(options: AdapterOptions<Request> = {}, ...others: unknown[]): unknown {
  const pass = passOfUncalled(others, 'app.use(profiler())');
  if (pass !== undefined) return pass();
  /** The apps that this is in: when a response has ended, `req.app` is the innermost one. */
  const homes: object[] = [];
  const mount = mountProfiler<Request>(options, {
    pattern: (request) => patternOf(request, homes),
  });
  return marked({
    'routeprof:own'(request: Request, response: Response, next: NextFunction): void {
      if (request.app !== undefined && !homes.includes(request.app)) homes.push(request.app);
      const goOn = () => mount.run(request, response, request.originalUrl, request, next);
      mount.answer(request, request.url, request, (answer) => writeReport(response, answer), goOn);
    },
  });
}
