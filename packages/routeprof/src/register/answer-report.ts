import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ReportResponse } from '@routeprof/core';
import { callApp, marked, type NodeMount, writeReport } from '@routeprof/core/node';

// Fake timers replace it in the middle of a test; this is loaded before the app.
const nextTick = process.nextTick.bind(process);

/**
 * Answers a request for the report instead of the app. It is called just before Node passes the request to the server's
 * listeners, so it replaces the server's `emit` for that one call.
 */
export function answerReport(
  mount: NodeMount<IncomingMessage>,
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = request.url ?? '/';
  const report = mount.report(request, url, request);
  if (report === undefined) return;
  const own = Object.getOwnPropertyDescriptor(server, 'emit');
  const restore = (): void => {
    if (own === undefined) Reflect.deleteProperty(server, 'emit');
    else Object.defineProperty(server, 'emit', own);
  };
  const goOn = marked({
    'routeprof:own'(): void {
      mount.enter(request, response, url, request);
      callApp(server.emit, server, ['request', request, response]);
    },
  });
  const take = marked({
    'routeprof:own'(answer: ReportResponse | undefined): void {
      // In a separate tick, so that an error of the app stays an uncaught error and does not become a rejected promise.
      if (answer === undefined) nextTick(goOn);
      else writeReport(response, answer);
    },
  });
  const emit = marked({
    'routeprof:own'(event: string | symbol, ...rest: unknown[]): boolean {
      restore();
      // Node answers some requests itself (one without a host), and `checkContinue` and the like are the app's.
      if (event !== 'request' || rest[0] !== request) return callApp(server.emit, server, [event, ...rest]);
      void report.then(take, () => nextTick(goOn));
      return true;
    },
  });
  Object.defineProperty(server, 'emit', { configurable: true, writable: true, value: emit });
}
