import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { serveOnOwnPort } from '../../src/register/own-port.ts';

const mount = {
  path: '/__profile__',
  report: (asked: IncomingMessage, url: string, context: unknown) =>
    url.startsWith('/__profile__') && context === asked
      ? Promise.resolve(
          url.endsWith('none') ? undefined : { status: 200, headers: {}, body: `report of ${url}` },
        )
      : undefined,
};

async function serve(port = 0) {
  const say = vi.fn<(sentence: string) => void>();
  const server = serveOnOwnPort(mount as never, port, say);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await vi.waitFor(() => expect(say).toHaveBeenCalled(), { timeout: 60_000 });
  return { server, say };
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

test('the port has the report, and leads to it', async () => {
  const { server, say } = await serve();
  const port = portOf(server);
  expect(say.mock.calls).toEqual([
    [`the report of process ${process.pid} is at http://127.0.0.1:${port}/__profile__/`],
  ]);
  const ask = async (path: string) => {
    const [answer] = (await once(
      request({ port, host: '127.0.0.1', path, agent: false }).end(),
      'response',
    )) as [IncomingMessage];
    const { location, 'content-type': type } = answer.headers;
    return [answer.statusCode, location ?? type, await text(answer)];
  };
  const lead = 'The report is at /__profile__/\n';
  expect(await ask('/__profile__/live')).toEqual([200, undefined, 'report of /__profile__/live']);
  expect(await ask('/')).toEqual([302, './__profile__/', lead]);
  expect(await ask('/else')).toEqual([404, 'text/plain; charset=utf-8', lead]);
  expect(await ask('/__profile__/none')).toEqual([404, 'text/plain; charset=utf-8', lead]);
});

test('neither it nor an open page keeps the process alive', async () => {
  const held = () => process.getActiveResourcesInfo().filter((kind) => /^TCP/.test(kind)).length;
  // Sockets of other tests may still be closing.
  await vi.waitFor(() => expect(held()).toBe(0), { timeout: 60_000 });
  const { server } = await serve();
  expect(held()).toBe(0);
  const connected = once(server, 'connection');
  const asked = request({ port: portOf(server), host: '127.0.0.1', path: '/', agent: false });
  asked.on('error', () => {});
  asked.flushHeaders();
  await connected;
  onTestFinished(() => void asked.destroy());
  // What is left is the client.
  expect(held()).toBe(1);
});

test('if the port is in use, another one is taken, with a message', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { server, say } = await serve(portOf(taken));
  expect(portOf(server)).not.toBe(portOf(taken));
  expect(say.mock.calls).toEqual([
    [
      `the report of process ${process.pid} is at http://127.0.0.1:${portOf(server)}/__profile__/` +
        ` (port ${portOf(taken)} is in use: by another process of this program, or choose another --port)`,
    ],
  ]);
});

test('other failures are reported', async () => {
  const { server, say } = await serve();
  say.mockClear();
  server.emit('error', Object.assign(new Error('not permitted'), { code: 'EACCES' }));
  expect(say.mock.calls).toEqual([
    ['the report cannot be served on port 0: not permitted. Choose another --port.'],
  ]);
});

test('a second failure of a port that is in use is the last', async () => {
  const { server, say } = await serve();
  server.close();
  await once(server, 'close');
  say.mockClear();
  const inUse = Object.assign(new Error('in use'), { code: 'EADDRINUSE' });
  server.emit('error', inUse);
  server.emit('error', inUse);
  expect(say.mock.calls).toEqual([['the report cannot be served on port 0: in use. Choose another --port.']]);
});
