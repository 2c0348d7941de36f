import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Listening } from './http.ts';

export interface StrippingProxy extends Listening {
  close(): void;
}

/**
 * A proxy that serves a server under a prefix that the server does not know, as nginx does with
 * `location /tools/ { proxy_pass http://127.0.0.1:3000/; }`. It adds no header and changes none.
 */
export async function startStrippingProxy(target: Listening, prefix: string): Promise<StrippingProxy> {
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    if (!url.startsWith(`${prefix}/`)) {
      outgoing.writeHead(404).end('not behind this proxy\n');
      return;
    }
    const path = url.slice(prefix.length);
    const inner = request({ host: '127.0.0.1', port: target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    inner.on('error', () => outgoing.destroy());
    incoming.pipe(inner);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
