import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ReportRequest } from '../../src/contract.ts';
import { findForwarded } from '../../src/web/forwarding.ts';
import { admit, cookieOf, type GuardOptions, headerOf, isOwnOrigin } from '../../src/web/guard.ts';
import { clients, forwarders } from './client-headers.ts';
import { local } from './local-request.ts';

afterEach(() => vi.unstubAllEnvs());

function admitted(request: Partial<ReportRequest>, options: Partial<GuardOptions> = {}, query = '') {
  const closed = { token: undefined, authorize: undefined, onFailure() {} };
  return admit({ ...local, ...request }, new URLSearchParams(query), { ...closed, ...options });
}

describe('headers of forwarders', () => {
  test('the list has as many as the manuals document, without duplicates', () => {
    expect(new Set(forwarders).size).toBe(forwarders.length);
    expect(forwarders.length).toBeGreaterThan(98);
  });

  test.each(forwarders)('%s closes the report, and is named', async (header) => {
    const name = header.toLowerCase();
    const answer = await admitted({ headers: { ...local.headers, accept: '*/*', [name]: '1' } });
    expect(answer).toEqual({ header: name, product: expect.stringMatching(/./) });
  });

  test.each(Object.entries(clients))('%s: none of its headers closes the report', async (_, headers) => {
    expect(Object.keys(headers).filter((name) => findForwarded({ headers: { [name]: '1' } }))).toEqual([]);
    expect(await admitted({ headers })).toBe('admitted');
  });

  test('the reason is not given to another machine, for a foreign host, or in production', async () => {
    const headers = { ...local.headers, 'x-forwarded-for': '127.0.0.1' };
    expect(await admitted({ headers, peer: '10.0.0.7' })).toBe('refused');
    expect(await admitted({ headers: { ...headers, host: 'shop.example' } })).toBe('refused');
    vi.stubEnv('NODE_ENV', 'production');
    expect(await admitted({ headers })).toBe('refused');
  });

  test('they do not matter if a token decides', async () => {
    const headers = { host: 'shop.example', 'x-forwarded-for': '203.0.113.7' };
    const token = 'abcdefghijklmnop';
    expect(await admitted({ headers, peer: '10.0.0.7' }, { token }, `token=${token}`)).toBe('signIn');
    expect(await admitted({ headers: { ...local.headers, via: '1.1 a' } }, { token })).toBe('refused');
  });
});

describe('a host is this machine', () => {
  test.each([
    'localhost',
    'LocalHost:3000',
    'localhost:65535',
    'app.localhost',
    'a.b-c.localhost:80',
    '127.0.0.1',
    '127.0.0.1:3000',
    '[::1]',
    '[::1]:3000',
  ])('as %s', async (host) => {
    expect(await admitted({ headers: { host } })).toBe('admitted');
  });

  test.each([
    'evil.com localhost',
    'evil.com/.localhost',
    'evil.com:80.localhost',
    'evil.com,localhost',
    'evil.com@localhost',
    'evil.com?localhost',
    'evil.com#.localhost',
    'evil.com\tlocalhost',
    ' localhost',
    '.localhost',
    'a..localhost',
    'xlocalhost',
    'localhost.evil.com',
    'localhost:3000.evil.com',
    'localhost:',
    'localhost:123456',
    'localhost:3000 ',
    'localhost:a',
    '127.0.0.1.evil.com',
    '1127.0.0.1',
    '127.0.0.2',
    '127.0.0.1:3000\n',
    '[::1]evil.com',
    'x[::1]',
    '::1',
    '[::2]',
    '10.0.0.7',
    '0.0.0.0',
    '',
  ])('not as %o', async (host) => {
    expect(await admitted({ headers: { host } })).toBe('refused');
  });
});

describe('over HTTP/2, :authority is the host', () => {
  test('where there is no Host', async () => {
    expect(await admitted({ headers: { ':authority': 'localhost:3000' } })).toBe('admitted');
    expect(await admitted({ headers: { ':authority': 'evil.com' } })).toBe('refused');
    expect(await admitted({ headers: { ':authority': 'localhost', host: 'evil.com' } })).toBe('refused');
    expect(await admitted({ headers: { ':authority': 'localhost', host: '' } })).toBe('refused');
  });

  test('and no pseudo-header is of a forwarder', () => {
    const headers = { ':method': 'GET', ':path': '/', ':scheme': 'https', ':authority': 'localhost' };
    expect(findForwarded({ headers })).toBeUndefined();
  });
});

describe('a peer is this machine', () => {
  test.each(['127.0.0.1', '127.10.20.30', '::1', '::ffff:127.0.0.1'])('as %s', async (peer) => {
    expect(await admitted({ peer })).toBe('admitted');
  });

  test.each([
    '2001:db8::1',
    '::10',
    '::ffff:10.0.0.7',
    '1127.0.0.1',
    '127.0.0.1.7',
    '127.0.0',
    '10.127.0.1',
    '',
    undefined,
  ])('not as %o', async (peer) => {
    expect(await admitted({ peer })).toBe('refused');
  });
});

describe('requests from another site to this machine', () => {
  const asked = (method: string, headers: Readonly<Record<string, string>>) =>
    admitted({ method, headers: { ...local.headers, 'sec-fetch-site': 'cross-site', ...headers } });
  test('may be a link, and a change that is refused with a sentence', async () => {
    expect(await asked('GET', { 'sec-fetch-mode': 'navigate' })).toBe('admitted');
    expect(await asked('POST', { 'sec-fetch-mode': 'cors' })).toBe('admitted');
  });

  test('cannot be read by its scripts', async () => {
    expect(await asked('GET', { 'sec-fetch-mode': 'cors' })).toBe('refused');
    expect(await asked('HEAD', {})).toBe('refused');
    expect(await asked('GET', { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site' })).toBe('admitted');
    expect(await asked('GET', { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' })).toBe(
      'admitted',
    );
  });
});

describe('production', () => {
  test.each([
    'production',
    'prod',
    'PRODUCTION',
    'Prod',
    ' production ',
    'production-eu',
    'prod2',
    '\tproduction\n',
  ])('is NODE_ENV=%o', async (environment) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(await admitted({})).toBe('refused');
    expect(await admitted({}, { isTool: true })).toBe('admitted');
  });

  test.each(['', 'development', 'test', 'staging', 'preprod', 'non-production'])(
    'is not NODE_ENV=%o',
    async (environment) => {
      vi.stubEnv('NODE_ENV', environment);
      expect(await admitted({})).toBe('admitted');
    },
  );
});

describe('a token', () => {
  const token = 'abcdefghijklmnopqrst';
  const wrong = [
    token.slice(0, -1),
    token.slice(0, 16),
    token[0],
    '',
    `${token}x`,
    token.toUpperCase(),
    token.slice(1),
  ];
  test.each(wrong)('is not %o', async (given = '') => {
    expect(await admitted({}, { token }, `token=${given}`)).toBe('refused');
    const cookie = cookieOf(token);
    for (const headers of [
      { authorization: `Bearer ${given}` },
      { cookie: `routeprof=${given}` },
      { cookie: `routeprof=${cookieOf(given)}` },
      { cookie: `routeprof=${cookie.slice(0, given.length)}` },
    ]) {
      expect(await admitted({ headers }, { token })).toBe('refused');
    }
  });

  test('must match completely', async () => {
    expect(await admitted({}, { token }, `token=${token}`)).toBe('signIn');
    expect(await admitted({ headers: { authorization: `bearer  ${token}` } }, { token })).toBe('admitted');
    expect(await admitted({ headers: { cookie: `a=b; routeprof=${cookieOf(token)}` } }, { token })).toBe(
      'admitted',
    );
  });
});

describe('a cookie', () => {
  const token = 'abcdefghijklmnopqrst';
  const value = cookieOf(token);
  test.each([`routeprof=${value}`, `a=b;routeprof=${value};c=d`, `routeprof=old; routeprof=${value}`])(
    'counts in %s',
    async (cookie) => expect(await admitted({ headers: { cookie } }, { token })).toBe('admitted'),
  );

  test.each([
    'routeprof',
    'routeprof=',
    `other=${value}`,
    `xrouteprof=${value}`,
    `routeprof="${value}"`,
    value,
  ])('does not in %s', async (cookie) =>
    expect(await admitted({ headers: { cookie } }, { token })).toBe('refused'),
  );
});

describe('an Authorization header', () => {
  const token = 'abcdefghijklmnopqrst';
  test.each([`Basic ${token}`, `xBearer ${token}`, `Bearer ${token} more`, `Bearer${token}`, token])(
    'is no bearer’s: %s',
    async (authorization) =>
      expect(await admitted({ headers: { authorization } }, { token })).toBe('refused'),
  );
});

describe('authorize', () => {
  test('decides alone, whatever tokens a client sends', async () => {
    const headers = { authorization: 'Bearer abc', cookie: 'routeprof=abc' };
    expect(await admitted({ headers }, { authorize: () => true }, 'token=abc')).toBe('admitted');
    expect(await admitted({ headers }, { authorize: async () => false }, 'token=abc')).toBe('refused');
  });

  test('is called when the token is wrong; without a token that is not a failure', async () => {
    const onFailure = vi.fn();
    expect(await admitted({}, { token: 'abcdefghijklmnop', onFailure })).toBe('refused');
    expect(onFailure).not.toHaveBeenCalled();
    expect(await admitted({}, { token: 'abcdefghijklmnop', authorize: () => true })).toBe('admitted');
  });
});

test('of a header that came several times, the first counts', () => {
  const request = { ...local, headers: { host: ['a.example', 'b.example'], via: [] } };
  expect(headerOf(request, 'host')).toBe('a.example');
  expect(headerOf(request, 'via')).toBeUndefined();
  expect(headerOf(request, 'origin')).toBeUndefined();
});

describe('a change comes from the report’s own page', () => {
  const from = (headers: Readonly<Record<string, string>>) => isOwnOrigin({ ...local, headers });
  test('under its own host, or under the host that a proxy gives', () => {
    expect(from({ host: 'a.example', origin: 'https://a.example' })).toBe(true);
    expect(
      from({ host: '10.0.0.7:3000', origin: 'https://a.example', 'x-forwarded-host': 'a.example' }),
    ).toBe(true);
    expect(from({ host: 'a.example', origin: 'http://a.example' })).toBe(true);
    expect(from({ ':authority': 'a.example', origin: 'https://a.example' })).toBe(true);
    expect(from({ host: 'a.example' })).toBe(true);
    for (const site of ['same-origin', 'none']) {
      expect(from({ host: 'a.example', origin: 'https://b.example', 'sec-fetch-site': site })).toBe(true);
    }
  });

  test('and from no other', () => {
    expect(from({ host: 'a.example', origin: 'https://b.example' })).toBe(false);
    expect(from({ ':authority': 'a.example', origin: 'https://b.example' })).toBe(false);
    expect(from({ host: 'a.example', origin: 'https://b.example', 'x-forwarded-host': 'c.example' })).toBe(
      false,
    );
    expect(from({ host: 'a.example', origin: 'null' })).toBe(false);
    expect(from({ host: 'a.example', origin: 'https://a.example', 'sec-fetch-site': 'cross-site' })).toBe(
      false,
    );
  });
});
