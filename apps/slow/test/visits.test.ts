import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { send, type Visit, visit } from '../src/visits.ts';

const photos: Visit = { method: 'POST', path: '/photos', clients: 1, pauseMillis: 0, slow: 'sending' };
const reading: Visit = { method: 'GET', path: '/export.csv', clients: 1, pauseMillis: 0, slow: 'reading' };
let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

async function serve(listener: RequestListener): Promise<number> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

// Vitest fails a run in which a rejection was not handled.
test('a connection that is closed while a body is sent fails its request, and nothing else', async () => {
  const port = await serve((request) => request.socket.resetAndDestroy());
  await expect(send(port, photos)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
});

test('so does one that is closed while the answer is read', async () => {
  const port = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '1000000' });
    response.write('some', () => request.socket.resetAndDestroy());
  });
  await expect(send(port, reading)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('clients go on after a connection was closed, and stop at another fault', async () => {
  const stop = new AbortController();
  let requests = 0;
  const port = await serve((request, response) => {
    requests++;
    if (requests === 1) request.socket.resetAndDestroy();
    else if (requests === 2) response.end('fine');
    else {
      response.statusCode = 500;
      response.end('not fine');
    }
  });
  const visited = visit(port, [{ ...photos, clients: 1 }], stop.signal);
  await expect(visited).rejects.toThrow('POST /photos answered 500');
  expect(requests).toBe(3);
});
