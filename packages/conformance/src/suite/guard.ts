import { describe, expect, test } from 'vitest';
import { browse } from '../client/browse.ts';
import { ask } from '../client/http.ts';
import { secret } from '../process/scenarios.ts';
import type { Target } from '../target.ts';
import { type RawRequest, reportRequests } from './requests.ts';
import { expectSameBytes } from './same-bytes.ts';
import type { Servers } from './servers.ts';
import { useServer } from './use-server.ts';

const path = '/__profile__/';

/** Who may see the report. Everyone else gets the app's response to an unknown URL. */
export function guard(target: Target, { off, offProduction, root }: Servers): void {
  describe('by default', () => {
    test.each(['localhost', 'localhost:3000', '127.0.0.1', '127.0.0.1:80', '[::1]:3000', 'shop.localhost'])(
      'Host %s is this machine',
      async (host) => {
        expect((await ask(root, { path, headers: { host } })).status).toBe(200);
      },
    );

    test('a whole URL in the request line leads to it, two slashes do not', async () => {
      const [whole, doubled, report] = [`http://localhost${path}`, `/${path}`, 'where the time goes'];
      expect((await ask(root, { path: whole })).body).toContain(report);
      expect((await ask(root, { path: doubled })).body).not.toContain(report);
      const foreign = await ask(root, { path: whole, headers: { host: 'shop.example' } });
      expect(foreign.body).not.toContain(report);
    });

    test.each(['X-Forwarded-For', 'Forwarded', 'CF-Ray'])('%s closes it, with a sentence', async (name) => {
      const answer = await ask(root, { path, headers: { [name]: '127.0.0.1' } });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain(`its header ${name.toLowerCase()},`);
      expect(answer.body).toContain('set the option token or authorize');
    });

    describe.each([
      ['host', 'shop.example'],
      ['host', '127.0.0.1.shop.example:3000'],
      ['host', 'localhost.shop.example'],
    ])('%s: %s', (name, value) => {
      test.each(reportRequests)('$title', (request) =>
        expectSameBytes(withHeader(request, name, value), off, root),
      );
    });
  });

  describe('with a token', () => {
    const server = useServer(target, 'token', { mode: 'production' });

    test.each(reportRequests)('$title, without it', (request) =>
      expectSameBytes(request, offProduction, server),
    );

    test('as a bearer, from anywhere', async () => {
      const headers = {
        authorization: `Bearer ${secret}`,
        host: 'shop.example',
        'x-forwarded-for': '203.0.113.7',
      };
      expect((await ask(server, { path, headers })).status).toBe(200);
      const cleared = await ask(server, { method: 'POST', path: `${path}clear`, headers, body: '' });
      expect(cleared.status).toBe(200);
    });

    test.each([path, path.slice(0, -1)])('once in the URL %s, then as a cookie', async (start) => {
      const visit = await browse(server, `${start}?token=${secret}&view=functions`);
      expect(visit.status).toBe(200);
      expect(visit.path, 'the token leaves the URL').toBe(`${path}?view=functions`);
      const { headers } = await ask(server, `${path}?token=${secret}`);
      expect(headers['set-cookie']).toMatch(/; HttpOnly/);
      expect(headers['set-cookie']).toMatch(/; SameSite=Strict/);
      expect(headers['set-cookie'], 'the cookie is not the token').not.toContain(secret);
      const cookie = headers['set-cookie']!.split(';')[0]!;
      expect((await ask(server, { path, headers: { cookie: `other=1; ${cookie}` } })).status).toBe(200);
      const elsewhere = { cookie, origin: 'http://elsewhere.example' };
      const forged = await ask(server, {
        method: 'POST',
        path: `${path}clear`,
        headers: elsewhere,
        body: '',
      });
      expect(forged.status).toBe(403);
    });
  });

  // `register` cannot pass functions as options.
  if (target.register) return;
  describe('with authorize', () => {
    const server = useServer(target, 'authorize', { mode: 'production' });

    test.each(['yes', 'later yes'])('%s', async (word) => {
      const headers = { 'x-let-me-in': word, host: 'shop.example', 'x-forwarded-for': '203.0.113.7' };
      expect((await ask(server, { path, headers })).status).toBe(200);
      const cleared = await ask(server, { method: 'POST', path: `${path}clear`, headers, body: '' });
      expect(cleared.status).toBe(200);
    });

    describe.each(['no', 'later no', 'throw', 'reject'])('%s', (word) => {
      test.each(reportRequests)('$title', (request) =>
        expectSameBytes(withHeader(request, 'x-let-me-in', word), offProduction, server),
      );
    });
  });
}

/** Adds a header, or replaces the header with that name. */
function withHeader({ title, bytes }: RawRequest, name: string, value: string): RawRequest {
  const line = `${name}: ${value}\r\n`;
  const existing = new RegExp(`^${name}: .*\r\n`, 'im');
  return {
    title,
    bytes: existing.test(bytes) ? bytes.replace(existing, line) : bytes.replace('\r\n', `\r\n${line}`),
  };
}
