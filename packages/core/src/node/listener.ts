import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { ReportResponse } from '../contract.ts';
import { marked } from '../own-frames.ts';
import { type AdapterOptions, mountProfiler } from './mount.ts';
import { warnMisused } from './uncalled.ts';
import { writeReport } from './write-report.ts';

const fix = 'createServer(profileListener((request, response) => …))';

/**
 * For `createServer(profileListener)`, where nothing would be profiled or answered: each request gets an answer that says
 * so. `undefined` for a call by the app.
 *
 * @throws TypeError when there is nothing to profile.
 */
function answerMisuse(listener: unknown, response: unknown): ServerResponse | undefined {
  if (typeof listener === 'function') return undefined;
  // Not imported: that would load all of HTTP into an app that is only about to.
  const http = process.getBuiltinModule('node:http');
  if (!(response instanceof http.ServerResponse))
    throw new TypeError(`routeprof: profileListener needs the function that answers requests. Write ${fix}.`);
  warnMisused(`profileListener was given to the server itself. Write ${fix}.`);
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
  return response.end(`profileListener has no listener. Write ${fix}.\n`);
}

/**
 * Profiles a plain `node:http` listener. Routes are templated URLs, because there is no router to ask; name them with
 * the `route` option.
 *
 * @throws TypeError for invalid options: see `createProfiler`.
 *
 * @example
 * import { createServer } from 'node:http';
 * import { profileListener } from '@routeprof/core/node';
 *
 * createServer(profileListener((request, response) => response.end('hello'))).listen(3000);
 */
export function profileListener(
  listener: RequestListener,
  options: AdapterOptions<IncomingMessage> = {},
): RequestListener {
  const misuse = answerMisuse(listener, options);
  if (misuse !== undefined) return misuse as never;
  const mount = mountProfiler(options, { pattern: () => undefined });
  return marked({
    'routeprof:own'(this: Server, request: IncomingMessage, response: ServerResponse): void {
      const url = request.url ?? '/';
      if (mount.owns(request, url)) answer(this, request, response, url);
      else goOn(this, request, response, url);
    },
  });

  function goOn(server: Server, request: IncomingMessage, response: ServerResponse, url: string): void {
    mount.run(request, response, url, request, listener, server, [request, response]);
  }

  function answer(server: Server, request: IncomingMessage, response: ServerResponse, url: string): void {
    const write = (answer: ReportResponse) => writeReport(response, answer);
    mount.answer(request, url, request, write, () => goOn(server, request, response, url));
  }
}
