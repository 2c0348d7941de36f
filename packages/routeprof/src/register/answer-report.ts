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
    // `checkContinue` and the like: the app answers those as it always does.
    if (event !== 'request') return server.emit(event as string, ...rest);
    void report.then((answer) => {
      if (answer !== undefined) {
        writeReport(response, answer);
        return;
      }
      // Not for this client: the app's own answer.
      mount.enter(request, response, url, request);
      server.emit('request', request, response);
    });
    return true;
  };
  Object.defineProperty(server, 'emit', { configurable: true, writable: true, value: emit });
}
