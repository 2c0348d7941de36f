import type { ReportResponse } from '@routeprof/core';
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
  const mount = mountProfiler<Request>(options, {
    pattern: (request) => patternOf(request, (request as Homed)[home]),
  });
  return marked({
    'routeprof:own'(request: Request, response: Response, next: NextFunction): void {
      keepHome(request);
      if (mount.owns(request, request.url)) answer(request, response, next);
      else goOn(request, response, next);
    },
  });

  function goOn(request: Request, response: Response, next: NextFunction): void {
    mount.run(request, response, request.originalUrl, request, next);
  }

  function answer(request: Request, response: Response, next: NextFunction): void {
    const write = (answer: ReportResponse) => writeReport(response, answer);
    mount.answer(request, request.url, request, write, () => goOn(request, response, next));
  }
}

/**
 * The app in which the profiler saw the request. When the response has ended, `req.app` is the innermost app instead.
 */
const home = Symbol('routeprof.home');
type Homed = Request & { [home]?: object };

function keepHome(request: Homed): void {
  try {
    request[home] ??= request.app;
  } catch {
    // The request is frozen. Its route is looked up without this app.
  }
}
