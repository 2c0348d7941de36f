import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { profileListener } from '../../src/node/index.ts';
import { mountProfiler } from '../../src/node/mount.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('over TLS without a proxy, the cookie is for TLS only', async () => {
  const token = 'abcdefghijklmnop';
  // A key that both sides know, instead of a certificate.
  const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, pskCallback: () => Buffer.alloc(16, 1) };
  const listener = profileListener((_, response) => response.end(), { token, rate: 1 });
  const server = createServer(tls, listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const socket = connect({
      ...tls,
      port,
      host: '127.0.0.1',
      pskCallback: () => ({ psk: Buffer.alloc(16, 1), identity: 'client' }),
      checkServerIdentity: () => undefined,
    });
    socket.write(
      `GET /__profile__/?token=${token} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n`,
    );
    expect(await text(socket)).toMatch(/^set-cookie: routeprof=\S+; HttpOnly; SameSite=Strict; Secure\r$/m);
  } finally {
    server.close();
  }
});

describe('in production', () => {
  const mount = async (options: Parameters<typeof mountProfiler>[0], announces = false): Promise<void> => {
    const binding = { pattern: () => undefined, announces };
    await mountProfiler({ rate: 1, ...options }, binding).close();
  };
  const warnings = (): string[] =>
    vi
      .mocked(process.emitWarning)
      .mock.calls.flatMap(([warning]) =>
        String(warning).includes('answers nobody') ? [String(warning)] : [],
      );

  test('one line says how to open a closed report', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    vi.stubEnv('NODE_ENV', 'Prod');
    for (let i = 0; i < 3; i++) await mount({ path: '/a' });
    expect(warnings()).toEqual([
      expect.stringMatching(/^In production the report at \/a\/ .*\btoken or authorize\b/),
    ]);
    await mount({ path: '/b' });
    expect(warnings()).toHaveLength(2);
  });

  test('nothing is printed for an open report, or for one that prints it itself', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    await mount({ path: '/c' });
    vi.stubEnv('NODE_ENV', 'production');
    await mount({ path: '/c', token: 'abcdefghijklmnop' });
    await mount({ path: '/c', authorize: () => false });
    await mount({ path: '/c', enabled: false });
    await mount({ path: '/c' }, true);
    expect(warnings()).toEqual([]);
  });
});
