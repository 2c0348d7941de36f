import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http, { type RequestListener } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operationOf, watchSockets } from '../../src/trace/watch-sockets.ts';

const sockets = watchSockets();
const open: { close(): void }[] = [];

beforeEach(() => sockets.start());
afterEach(() => {
  sockets.stop();
  for (const each of open.splice(0).reverse()) each.close();
});

/** Listens on the loopback interface, or on a Unix socket. */
async function listening(server: net.Server, path?: string): Promise<number> {
  open.push(server);
  await once(path === undefined ? server.listen(0, 'localhost') : server.listen(path), 'listening');
  return (server.address() as AddressInfo).port;
}

/** What the sockets said whose callbacks ran meanwhile: `kind operation target`. */
async function saidDuring(work: () => Promise<unknown>): Promise<Set<string>> {
  const said = new Set<string>();
  const hook = createHook({
    init() {},
    before(asyncId) {
      const peer = sockets.lookUp(asyncId);
      if (peer === undefined) return;
      const { kind, operation, target } = operationOf(peer);
      said.add(`${kind} ${operation} ${target}`);
    },
  });
  hook.enable();
  await work();
  hook.disable();
  return said;
}

const echo = (): net.Server => net.createServer((socket) => socket.pipe(socket).on('error', () => {}));
const answer: RequestListener = (_request, response) => setImmediate(() => response.end('answer'));

/** Writes to a socket and waits for the echo. */
async function exchange(socket: net.Socket): Promise<void> {
  socket.write('x');
  await once(socket, 'data');
}

async function end(message: Promise<unknown[]>): Promise<void> {
  const [response] = (await message) as [http.IncomingMessage];
  await once(response.resume(), 'end');
}

test('a socket has the name that was connected to, the request to connect too', async () => {
  const port = await listening(echo());
  const said = await saidDuring(async () => {
    const socket = net.connect(port, 'localhost');
    await once(socket, 'connect');
    await exchange(socket);
    socket.destroy();
  });
  expect(said).toEqual(new Set([`net  localhost:${port}`]));
});

test('a socket that was open before the start tells its peer by itself', async () => {
  sockets.stop();
  const port = await listening(echo());
  const socket = new net.Socket().connect(port, 'localhost');
  await once(socket, 'connect');
  sockets.start();
  expect(await saidDuring(() => exchange(socket))).toEqual(new Set([`net  localhost:${port}`]));
  socket.destroy();
});

test('an address without a name stands for itself', async () => {
  const port = await listening(echo());
  const { address } = open[0] as unknown as { address(): AddressInfo };
  const host = address.call(open[0]).address;
  const said = await saidDuring(async () => {
    const socket = net.connect(port, host);
    await once(socket, 'connect');
    await exchange(socket);
    socket.destroy();
  });
  expect(said).toEqual(new Set([`net  ${host.includes(':') ? `[${host}]` : host}:${port}`]));
});

test.skipIf(process.platform === 'win32')('a Unix socket is known by its path', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
  open.push({ close: () => rmSync(folder, { recursive: true }) });
  const path = join(folder, '.s.PGSQL.5432');
  await listening(echo(), path);
  const socket = net.connect(path);
  await once(socket, 'connect');
  expect(await saidDuring(() => exchange(socket))).toEqual(new Set([`net  postgres ${path}`]));
  socket.destroy();
});

test('a response says which request was under way on its socket', async () => {
  const port = await listening(http.createServer(answer));
  const target = `localhost:${port}`;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (method: string) => end(once(http.request({ port, method, agent }).end(), 'response'));
  // The first request opens the socket, and both others find it open.
  await ask('PUT');
  expect(await saidDuring(() => ask('GET'))).toContain(`http GET ${target}`);
  const said = await saidDuring(() => ask('POST'));
  expect(said).toContain(`http POST ${target}`);
  expect(said).not.toContain(`http GET ${target}`);
  agent.destroy();
});

test('fetch tells its method when it sends', async () => {
  const port = await listening(http.createServer(answer));
  const ask = async (method: string) => await (await fetch(`http://localhost:${port}`, { method })).text();
  expect(await saidDuring(() => ask('GET'))).toContain(`http GET localhost:${port}`);
  expect(await saidDuring(() => ask('DELETE'))).toContain(`http DELETE localhost:${port}`);
});

/** A key that both sides know, instead of a certificate. */
const psk = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const };
const serverPsk = { ...psk, pskCallback: () => Buffer.alloc(16, 1) };
const clientPsk = {
  ...psk,
  pskCallback: () => ({ psk: Buffer.alloc(16, 1), identity: 'client' }),
  checkServerIdentity: () => undefined,
};

test('TLS has a handle of its own, with the same peer', async () => {
  const port = await listening(https.createServer(serverPsk, answer));
  const said = await saidDuring(() =>
    end(once(https.get({ host: 'localhost', port, agent: false, ...clientPsk }), 'response')),
  );
  expect(said).toContain(`http GET localhost:${port}`);
});

test('TLS over an open socket, as databases begin it, has the name of that socket', async () => {
  const port = await listening(tls.createServer(serverPsk, (socket) => socket.pipe(socket)));
  const plain = net.connect(port, 'localhost');
  await once(plain, 'connect');
  const socket = tls.connect({ socket: plain, ...clientPsk });
  await once(socket, 'secureConnect');
  expect(await saidDuring(() => exchange(socket))).toEqual(new Set([`net  localhost:${port}`]));
  socket.destroy();
});

test('an HTTP/2 session has the peer of its socket', async () => {
  const port = await listening(http2.createServer(answer as never));
  const session = http2.connect(`http://localhost:${port}`);
  open.push(session);
  await once(session, 'connect');
  const said = await saidDuring(async () => {
    await once(session.request({ ':path': '/' }).resume(), 'end');
  });
  expect(said).toEqual(new Set([`net  localhost:${port}`]));
});

test('servers, timers and children are no peers', async () => {
  const port = await listening(echo());
  const said = await saidDuring(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    // The client is in another process, so that only the server's side is here.
    const { execFile } = await import('node:child_process');
    const program = `const s = require('net').connect(${port}, 'localhost', () => s.write('x')); s.on('data', () => s.destroy())`;
    await new Promise((resolve) => execFile(process.execPath, ['-e', program], resolve));
  });
  // Sockets of the tests before may still be closing.
  expect([...said].filter((text) => text.includes(`:${port}`))).toEqual([]);
});

test('an id is known later, and not outside its own callback before', async () => {
  const port = await listening(echo());
  const socket = net.connect(port, 'localhost');
  await once(socket, 'connect');
  const { _handle } = socket as unknown as { _handle: { getAsyncId(): number } };
  const asyncId = _handle.getAsyncId();
  expect(sockets.lookUp(asyncId)).toBeUndefined();
  await saidDuring(() => exchange(socket));
  expect(sockets.lookUp(asyncId)).toMatchObject({ host: 'localhost', port });
  socket.destroy();
});
