import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { marked } from '../own-frames.ts';
import { type AdapterOptions, mountProfiler } from './mount.ts';
import { writeReport } from './write-report.ts';

/**
 * Profiles a plain `node:http` listener. Routes are templated URLs, as there is no router to ask; name them with the
 * `route` option.
 *
 * @throws TypeError for wrong options: see `createProfiler`.
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
  const mount = mountProfiler(options, { pattern: () => undefined });
  return marked({
    'routeprof:own'(this: Server, request: IncomingMessage, response: ServerResponse): void {
      const url = request.url ?? '/';
      const listen = marked({ 'routeprof:app': () => listener.call(this, request, response) });
      const goOn = () => mount.run(request, response, url, request, listen);
      mount.answer(request, url, request, (answer) => writeReport(response, answer), goOn);
    },
  });
}
