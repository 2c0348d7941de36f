import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Another company's server: it answers after as many milliseconds as the URL says. */
export interface Partner {
  readonly port: number;
  close(): void;
}

export async function startPartner(): Promise<Partner> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    setTimeout(
      () => {
        response.setHeader('content-type', 'application/json');
        response.end('{"fine":true}');
      },
      Number(searchParams.get('millis') ?? 0),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
