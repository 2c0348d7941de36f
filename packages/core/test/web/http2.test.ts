import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, createSecureServer, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { profileListener } from '../../src/node/index.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0).reverse()) each.close();
});

/** Asks a profiled server, whose app answers `app`, as an HTTP/2 client does. */
async function setUp(server: Http2Server, options: Parameters<typeof profileListener>[1], tls = false) {
  const listener: RequestListener = (_, response) => response.end('app');
  // Over HTTP/2 Node hands in requests of the same shape.
  server.on('request', profileListener(listener, { rate: 1, ...options }) as never);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(
    `http${tls ? 's' : ''}://localhost:${port}`,
    tls
      ? { createConnection: () => connectTls({ ...psk, ...clientPsk, port, host: '127.0.0.1' }) }
      : { lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }] as never) },
  );
  open.push(server, client);
  return async (headers: Readonly<Record<string, string>>) => {
    const stream = client.request(headers);
    const [[answer], body] = await Promise.all([once(stream, 'response'), text(stream)]);
    return { status: answer[':status'], cookie: answer['set-cookie']?.[0], body };
  };
}

/** A key that both sides know, instead of a certificate. */
const psk = {
  ciphers: 'PSK',
  maxVersion: 'TLSv1.2' as const,
  ALPNProtocols: ['h2'],
  pskCallback: () => Buffer.alloc(16, 1),
};
const clientPsk = {
  pskCallback: () => ({ psk: Buffer.alloc(16, 1), identity: 'client' }),
  checkServerIdentity: () => undefined,
};

test('the report opens on this machine, and for no other name', async () => {
  const ask = await setUp(createServer(), {});
  const headers = { ':path': '/__profile__/?format=json' };
  expect((await ask(headers)).body).toMatch(/^\{/);
  expect((await ask({ ...headers, ':authority': 'evil.example' })).body).toBe('app');
  expect((await ask({ ...headers, via: '2 proxy' })).status).toBe(403);
  const change = { ':method': 'POST', ':path': '/__profile__/clear' };
  const { port } = (open[0] as Http2Server).address() as AddressInfo;
  expect((await ask({ ...change, origin: `http://localhost:${port}` })).body).toBe('clear: done\n');
  expect((await ask({ ...change, origin: 'http://evil.example' })).status).toBe(403);
});

test('a token becomes a cookie, which is for TLS only', async () => {
  const token = 'abcdefghijklmnop';
  const ask = await setUp(createSecureServer(psk as never), { token }, true);
  const { status, cookie } = await ask({
    ':path': `/__profile__/?token=${token}`,
    ':authority': 'a.example',
  });
  expect(status).toBe(303);
  expect(cookie).toMatch(/; Secure$/);
  const signedIn = { ':path': '/__profile__/live', cookie: `a=b; ${cookie.split(';')[0]}` };
  expect((await ask(signedIn)).body).toMatch(/^\{/);
  expect((await ask({ ':path': '/__profile__/live' })).body).toBe('app');
});
