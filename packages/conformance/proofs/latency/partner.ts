import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A slow server in a process of its own, which says when it has answered: the clock is that of the whole machine.
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  setTimeout(
    () => response.end(String(Number(process.hrtime.bigint()) / 1000)),
    Number(searchParams.get('millis')),
  );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
