import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterAll, expect, test, vi } from 'vitest';
import { followHttp } from '../../src/register/follow-http.ts';

const follower = { onListening: vi.fn(), onRefused: vi.fn(), onRequest: vi.fn(), onFailure: vi.fn() };
followHttp(follower);

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});
async function listen<Kind extends Server>(server: Kind, port = 0): Promise<Kind> {
  servers.push(server);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

test('each HTTP server is reported when it listens, and no other server', async () => {
  const server = await listen(createServer());
  await listen(createTcpServer());
  expect(follower.onListening.mock.calls).toEqual([[server]]);
});

test('a server that cannot listen is reported, with the reason', async () => {
  const taken = await listen(createTcpServer());
  for (const server of [createTcpServer(), createServer()]) {
    server.listen(portOf(taken), '127.0.0.1');
    await once(server, 'error');
  }
  expect(follower.onRefused.mock.calls).toEqual([[expect.objectContaining({ code: 'EADDRINUSE' })]]);
});

test('each request is reported before the app gets it, and an error then does not reach the app', async () => {
  const order: string[] = [];
  follower.onRequest.mockImplementation(({ request, response, server: one }) => {
    order.push(request.url, String(one === server && response.req === request));
    throw new Error('ours');
  });
  const server = await listen(
    createServer((_, response) => {
      order.push('app');
      response.end();
    }),
  );
  const asked = request({ port: portOf(server), host: '127.0.0.1', path: '/a', agent: false }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  expect(order).toEqual(['/a', 'true', 'app']);
  expect(follower.onFailure.mock.calls).toEqual([[new Error('ours')]]);
});

test('each request is reported before Node adds its only listener for the end of the response', async () => {
  const counts: number[] = [];
  follower.onRequest.mockImplementation(({ response }) => counts.push(response.listenerCount('finish')));
  const server = await listen(
    createServer((_, response) => {
      counts.push(response.listenerCount('finish'));
      response.end();
    }),
  );
  const asked = request({ port: portOf(server), host: '127.0.0.1', agent: false }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  expect(counts).toEqual([0, 1]);
});
