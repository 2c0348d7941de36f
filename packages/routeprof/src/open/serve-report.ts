import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeReport } from '@routeprof/core/node';
import type { FileReport } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';

/** A report that is served on a port of its own. */
export interface ServedReport {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a profile's report on a loopback port, 0 for any free one. Throws a `UsageError` when the port is not free.
 */
export async function serveReport(report: FileReport, port: number): Promise<ServedReport> {
  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const asked = { method, url, headers, peer: request.socket.remoteAddress, raw: request };
    report.handle(asked).then(
      (answer) => writeReport(response, answer ?? refused),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        writeReport(response, { ...refused, status: 500, body: `This report cannot be made: ${message}\n` });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new UsageError(
          error.code === 'EADDRINUSE'
            ? `port ${port} is in use. Choose another --port, or none to get a free one.`
            : `port ${port} cannot be served: ${error.message}.`,
        ),
      );
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const refused = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: 'The report is only for this machine, at / on this port.\n',
};
