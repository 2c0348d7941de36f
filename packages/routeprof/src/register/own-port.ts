import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type NodeMount, writeReport } from '@routeprof/core/node';

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
      // Whoever opens the port itself means the report.
      const body = `The report is at ${mount.path}/\n`;
      if (url === '/') response.writeHead(302, { location: `.${mount.path}/` });
      else response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(body);
    };
    if (report === undefined) elsewhere();
    else void report.then((answer) => (answer === undefined ? elsewhere() : writeReport(response, answer)));
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    say(
      error.code === 'EADDRINUSE'
        ? `port ${port} is in use, so the report is not served there. Choose another --port, or 0 for any free one.`
        : `the report cannot be served on port ${port}: ${error.message}.`,
    );
  });
  server.on('connection', (socket) => socket.unref());
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) {
      say(`the report is at http://127.0.0.1:${address.port}${mount.path}/`);
    }
  });
  server.unref();
  return server;
}
