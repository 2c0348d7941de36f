import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What peers have sent. */
export interface Received {
  readonly requests: number;
  readonly bytes: number;
}

// Takes what peers would send to their makers. Nothing leaves this machine.
let requests = 0;
let bytes = 0;
const server = createServer((request, response) => {
  requests++;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    // An agent of Datadog lists what it takes.
    response.end(request.url === '/info' ? '{"endpoints":["/v0.4/traces","/profiling/v1/input"]}' : '{}');
  });
});
process.on('message', () => process.send?.({ requests, bytes } satisfies Received));
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
