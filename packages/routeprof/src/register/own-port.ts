import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type NodeMount, writeReport } from '@routeprof/core/node';
import { processName } from './announce.ts';

/** Serves the report on a loopback port of its own; the server does not keep the process alive. */
export function serveOnOwnPort(
  mount: NodeMount<IncomingMessage>,
  port: number,
  say: (sentence: string) => void,
): Server {
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const report = mount.report(request, url, request);
    const elsewhere = (): void => {
      // A visitor of the port's root wants the report.
      const body = `The report is at ${mount.path}/\n`;
      if (url === '/') response.writeHead(302, { location: `.${mount.path}/` });
      else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(body);
    };
    if (report === undefined) elsewhere();
    else void report.then((answer) => (answer === undefined ? elsewhere() : writeReport(response, answer)));
  });
  let said = '';
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && said === '') {
      // Often another process of the same program has it, such as a worker of a cluster: each serves its own report.
      said = ` (port ${port} is in use: by another process of this program, or choose another --port)`;
      listen(server, 0);
    } else say(`the report cannot be served on port ${port}: ${error.message}. Choose another --port.`);
  });
  server.on('listening', () => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) return;
    say(`the report of ${processName()} is at http://127.0.0.1:${address.port}${mount.path}/${said}`);
  });
  server.on('connection', (socket) => socket.unref());
  listen(server, port);
  return server;
}

function listen(server: Server, port: number): void {
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  server.unref();
}
