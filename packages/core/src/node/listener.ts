import type { IncomingMessage, RequestListener, Server } from 'node:http';
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
  const mount = mountProfiler(options, { moduleUrl: import.meta.url, pattern: () => undefined });
  return function profiledListener(this: Server, request, response) {
    const url = request.url ?? '/';
    const listen = () => listener.call(this, request, response);
    const goOn = () => mount.run(request, response, url, request, listen);
    mount.answer(request, url, request, (answer) => writeReport(response, answer), goOn);
  };
}
