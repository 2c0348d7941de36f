import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type NodeMount, writeReport } from '@routeprof/core/node';

/**
 * Answers a request for the report in the place of the app. It is called just before Node hands the request to the
 * server's listeners, so for that one call, and no other, the server's `emit` is this.
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
  const emit = (event: string | symbol, ...rest: unknown[]): boolean => {
    restore();
    // Node answers some requests itself (one without a host), and `checkContinue` and the like are the app's.
    if (event !== 'request' || rest[0] !== request) return server.emit(event as string, ...rest);
    const goOn = (): void => {
      mount.enter(request, response, url, request);
      server.emit('request', request, response);
    };
    void report.then(
      // What the app throws is its uncaught error, as always, and no promise's.
      (answer) => (answer === undefined ? process.nextTick(goOn) : writeReport(response, answer)),
      () => process.nextTick(goOn),
    );
    return true;
  };
  Object.defineProperty(server, 'emit', { configurable: true, writable: true, value: emit });
}
