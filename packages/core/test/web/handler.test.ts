import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ReportRequest, ReportResponse } from '../../src/contract.ts';
import { exportFormats } from '../../src/export/formats.ts';
import { QueryError } from '../../src/query/query.ts';
import { BusyError } from '../../src/web/actions.ts';
import { acceptsGzip, compressed } from '../../src/web/compress.ts';
import { chooseFormat, fromAccept } from '../../src/web/format.ts';
import { createHandler, type HandlerOptions } from '../../src/web/handler.ts';
import { ownsUrl } from '../../src/web/owns-url.ts';
import { local } from './local-request.ts';

vi.mock('../../src/web/compress.ts', { spy: true });
afterEach(() => vi.unstubAllEnvs());

const token = 'a secret of some length';

function setUp(changes: Partial<HandlerOptions> = {}) {
  const done: string[] = [];
  const handler = createHandler({
    path: '/__profile__',
    token: undefined,
    authorize: undefined,
    onFailure: () => done.push('failure'),
    pageAssets: { files: [], savedScript: '' },
    actions: {
      report: async (search, format) => `${format} of ${search}`,
      explain: (message, format) => `${format}: ${message}`,
      save: async (search) => ({ name: 'saved.html', body: `saved ${search}` }),
      download: async (search, { name }) => ({ name: 'a.pb.gz', body: Buffer.from(`${name} of ${search}`) }),
      record: async (seconds) => ({ name: 'b.pb.gz', body: Buffer.from(`${seconds} seconds`) }),
      live: async () => ({ stamp: 's', paused: false, requests: 1, samples: 2 }),
      metrics: async () => 'routeprof_paused 0\n',
      clear: async () => void done.push('clear'),
      pause: async () => void done.push('pause'),
      resume: async () => void done.push('resume'),
      setRate: async (value) => void done.push(`rate ${value}`),
    },
    ...changes,
  });
  const owns = (url: string) => ownsUrl(changes.path ?? '/__profile__', url);
  const ask = (request: Partial<ReportRequest> = {}) => handler.handle({ ...local, ...request });
  const headers = (more: Record<string, string>) => ({ ...local.headers, ...more });
  return { owns, ask, headers, done };
}
const text = (body: string | Uint8Array | undefined) => Buffer.from(body ?? '').toString();

describe('who sees the report, without token and authorize', () => {
  const { ask, headers } = setUp();
  test('this machine, under its own names', async () => {
    for (const host of ['localhost', '127.0.0.1:80', '[::1]:3000', 'app.localhost:3000']) {
      expect((await ask({ headers: { host } }))?.status).toBe(200);
    }
    for (const peer of ['::1', '::ffff:127.0.0.1', '127.1.2.3'])
      expect((await ask({ peer }))?.status).toBe(200);
  });

  test.each([
    ['another machine', { peer: '10.0.0.7' }],
    ['an unknown peer', { peer: undefined }],
    ['a name that was rebound to this machine', { headers: { host: 'evil.example' } }],
    ['a name that only begins well', { headers: { host: 'localhost.evil.example' } }],
    ['no name', { headers: {} }],
  ])('not %s', async (_, request) => {
    expect(await ask(request as Partial<ReportRequest>)).toBeUndefined();
  });

  test('not a proxy on this machine, which reads why', async () => {
    for (const url of ['/__profile__', '/__profile__/', '/__profile__/live', '/__profile__/nothing']) {
      const answer = await ask({ url, headers: headers({ 'x-forwarded-for': '203.0.113.7' }) });
      expect(answer?.status).toBe(403);
      expect(answer?.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(text(answer?.body)).toMatch(
        /its header x-forwarded-for, .* set the option token or authorize\.\n$/,
      );
      expect(text(answer?.body)).not.toContain('203.0.113.7');
    }
    const { ask: change, done } = setUp();
    const clear = { method: 'POST', url: '/__profile__/clear', headers: headers({ via: '1.1 a' }) };
    expect((await change(clear))?.status).toBe(403);
    expect(done).toEqual([]);
  });

  test('nobody in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(await ask()).toBeUndefined();
  });
});

describe('with a token', () => {
  const { ask, headers } = setUp({ token });
  test('it opens by bearer; a wrong one, or none, does not', async () => {
    expect(
      await ask({ peer: '10.0.0.7', headers: { authorization: `Bearer ${token.replaceAll(' ', '_')}` } }),
    ).toBeUndefined();
    expect(await ask()).toBeUndefined();
    const plain = setUp({ token: 'abcdefghijklmnop' });
    expect(
      (await plain.ask({ peer: '10.0.0.7', headers: { authorization: 'Bearer abcdefghijklmnop' } }))?.status,
    ).toBe(200);
  });

  test('in the URL it becomes a cookie that is not the token, and leaves the URL', async () => {
    const query = `view=functions&token=${encodeURIComponent(token)}`;
    const answer = await ask({ url: `/__profile__/?${query}` });
    expect(answer?.status).toBe(303);
    expect(answer?.headers.location).toBe('./?view=functions');
    const cookie = answer?.headers['set-cookie'] ?? '';
    expect(cookie).toMatch(/^routeprof=[\w-]+; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain('secret');
    const value = cookie.split(';', 1)[0] as string;
    expect((await ask({ headers: headers({ cookie: `other=1; ${value}` }) }))?.status).toBe(200);
    expect(await ask({ headers: headers({ cookie: `${value}x` }) })).toBeUndefined();
  });

  test('over HTTPS the cookie stays there, and only the report’s own folder gives one', async () => {
    const query = `token=${encodeURIComponent(token)}`;
    const secure = await ask({
      url: `/__profile__/?${query}`,
      headers: headers({ 'x-forwarded-proto': 'https, http' }),
    });
    expect(secure?.headers['set-cookie']).toMatch(/; SameSite=Strict; Secure$/);
    const direct = await ask({ url: `/__profile__/?${query}`, secure: true });
    expect(direct?.headers['set-cookie']).toMatch(/; SameSite=Strict; Secure$/);
    const plain = await ask({
      url: `/__profile__/?${query}`,
      secure: false,
      headers: headers({ 'x-forwarded-proto': 'http' }),
    });
    expect(plain?.headers['set-cookie']).not.toContain('Secure');
    const asset = await ask({ url: `/__profile__/assets/none.css?${query}` });
    expect(asset?.status).toBe(404);
    expect(asset?.headers['set-cookie']).toBeUndefined();
  });

  test('without a slash at the end, the redirect to the folder comes first', async () => {
    const answer = await ask({ url: `/__profile__?token=${encodeURIComponent(token)}` });
    expect(answer?.headers.location).toMatch(/^__profile__\/\?token=/);
    expect(answer?.headers['set-cookie']).toBeUndefined();
  });
});

describe('with authorize', () => {
  test('it decides, also later, with the framework’s own request', async () => {
    const raw = { user: 'admin' };
    const authorize = async (request: never) => (request as typeof raw).user === 'admin';
    expect((await setUp({ authorize }).ask({ raw, peer: '10.0.0.7' }))?.status).toBe(200);
    expect(await setUp({ authorize }).ask({ raw: { user: 'eve' } })).toBeUndefined();
  });

  test('a failure, or a truthy result that is not true, keeps it closed', async () => {
    const failing = setUp({
      authorize: () => {
        throw new Error('no database');
      },
    });
    expect(await failing.ask()).toBeUndefined();
    expect(failing.done).toEqual(['failure']);
    expect(await setUp({ authorize: () => 'yes' as never }).ask()).toBeUndefined();
  });
});

describe('changes', () => {
  const post = { method: 'POST', url: '/__profile__/clear' };
  test('are POST, from the report itself or from a program', async () => {
    const { ask, headers, done } = setUp();
    expect((await ask(post))?.status).toBe(200);
    expect(
      (await ask({ ...post, headers: headers({ 'sec-fetch-site': 'same-origin', accept: 'text/html' }) }))
        ?.status,
    ).toBe(303);
    expect((await ask({ ...post, headers: headers({ origin: 'http://localhost:3000' }) }))?.status).toBe(200);
    expect(done).toEqual(['clear', 'clear', 'clear']);
    expect((await ask({ url: post.url }))?.status).toBe(405);
  });

  test('are refused from another site', async () => {
    const { ask, headers, done } = setUp();
    for (const more of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]) {
      expect((await ask({ ...post, headers: headers(more as Record<string, string>) }))?.status).toBe(403);
    }
    expect(done).toEqual([]);
  });
});

describe('the URL space', () => {
  const { ask, owns } = setUp();
  test('is under the path, and nothing else', () => {
    for (const url of ['/__profile__', '/__profile__/', '/__profile__?a', '/__profile__/x'])
      expect(owns(url)).toBe(true);
    for (const url of ['/', '/__profile', '/__profile__x', '/a/__profile__']) expect(owns(url)).toBe(false);
  });

  test('is the same in a request line with a whole URL', async () => {
    const origin = 'http://localhost:3000';
    expect(owns(`${origin}/__profile__/live`)).toBe(true);
    const answer = await ask({ url: `${origin}/__profile__/?view=functions&format=json` });
    expect(text(answer?.body)).toBe('json of view=functions&format=json');
    for (const url of [`${origin}/__profile__x`, `${origin}?/__profile__/`, 'http://__profile__/'])
      expect(owns(url)).toBe(false);
  });

  test('has no second name that an app’s own rules for the path would not see', () => {
    for (const url of ['//__profile__/', 'http://localhost//__profile__/', '///__profile__'])
      expect(owns(url)).toBe(false);
  });

  test('is shown to a Host, whatever a whole URL claims', async () => {
    const url = 'http://localhost/__profile__/';
    expect(await ask({ url, headers: { host: 'evil.example' } })).toBeUndefined();
  });

  test('redirects relatively to the folder', async () => {
    expect((await ask({ url: '/__profile__?view=functions' }))?.headers.location).toBe(
      '__profile__/?view=functions',
    );
  });

  test('answers HEAD without a body but with its length, and says what else is possible', async () => {
    const head = await ask({ method: 'HEAD' });
    expect(head?.body).toBe('');
    expect(Number(head?.headers['content-length'])).toBeGreaterThan(0);
    expect((await ask({ method: 'PUT' }))?.headers.allow).toBe('GET, HEAD');
    expect((await ask({ url: '/__profile__/nothing' }))?.status).toBe(404);
  });

  test('serves its style under the policy that it sends', async () => {
    let stylesheet = '';
    const { ask } = setUp({
      pageAssets: {
        files: [{ name: 'page-2.css', type: 'text/css; charset=utf-8', body: 'a{}' }],
        savedScript: '',
      },
      actions: {
        ...({} as HandlerOptions['actions']),
        report: async (_, __, page) => (stylesheet = page.stylesheets[0] ?? ''),
      },
    });
    const page = await ask();
    expect(page?.headers['content-security-policy']?.split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
    expect((await ask({ url: `/__profile__/${stylesheet}` }))?.headers['content-type']).toBe(
      'text/css; charset=utf-8',
    );
  });

  test('has an icon in a separate file', async () => {
    let icon = '';
    const { ask } = setUp({
      actions: {
        ...({} as HandlerOptions['actions']),
        report: async (_, __, page) => (icon = page.icon),
      },
    });
    expect((await ask())?.headers['content-security-policy']).toContain("img-src 'self';");
    expect(icon).toMatch(/^assets\/icon-[0-9a-f]{12}\.svg$/);
    const file = await ask({ url: `/__profile__/${icon}` });
    expect(file?.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    expect(text(file?.body)).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*<\/svg>\n$/s);
  });

  test('serves the page’s own files for ever, and says where they are', async () => {
    let links: unknown;
    const { ask } = setUp({
      pageAssets: {
        files: [
          { name: 'page-1.js', type: 'text/javascript; charset=utf-8', body: 'go()' },
          { name: 'page-2.css', type: 'text/css; charset=utf-8', body: 'a{}' },
          { name: 'part-3.js', type: 'text/javascript; charset=utf-8', body: 'more()' },
        ],
        savedScript: '',
      },
      actions: {
        ...({} as HandlerOptions['actions']),
        report: async (_, __, page) => {
          links = page;
          return '';
        },
      },
    });
    await ask();
    expect(links).toMatchObject({ script: 'assets/page-1.js', stylesheets: ['assets/page-2.css'] });
    const script = await ask({ url: '/__profile__/assets/page-1.js' });
    expect(text(script?.body)).toBe('go()');
    expect(text((await ask({ url: '/__profile__/assets/part-3.js' }))?.body)).toBe('more()');
    expect(script?.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await ask({ method: 'POST', url: '/__profile__/assets/page-1.js' }))?.status).toBe(405);
    expect((await ask({ url: '/__profile__/assets/page-3.js' }))?.status).toBe(404);
  });

  test('puts a script of their own into saved pages', async () => {
    let parts: unknown;
    const { ask } = setUp({
      pageAssets: {
        files: [
          { name: 'page-1.js', type: 'text/javascript; charset=utf-8', body: 'go()' },
          { name: 'page-2.css', type: 'text/css; charset=utf-8', body: 'a{}' },
        ],
        savedScript: gzipSync('go(); more()').toString('base64'),
      },
      actions: {
        ...({} as HandlerOptions['actions']),
        save: async (_, page) => {
          parts = page;
          return { name: 'saved.html', body: '' };
        },
      },
    });
    await ask({ url: '/__profile__/save' });
    expect(parts).toEqual({ script: 'go(); more()', styles: ['a{}'] });
  });

  test('says in a few bytes whether there is something new, to those who may see the report', async () => {
    const live = await ask({ url: '/__profile__/live' });
    expect(JSON.parse(text(live?.body))).toEqual({ stamp: 's', paused: false, requests: 1, samples: 2 });
    expect(live?.headers['cache-control']).toBe('no-store');
    expect((await ask({ method: 'POST', url: '/__profile__/live' }))?.headers.allow).toBe('GET, HEAD');
    expect(await ask({ url: '/__profile__/live', peer: '10.0.0.7' })).toBeUndefined();
    expect(await ask({ url: '/__profile__/save', peer: '10.0.0.7' })).toBeUndefined();
    expect(await ask({ url: '/__profile__/metrics', peer: '10.0.0.7' })).toBeUndefined();
  });

  test('gives the report as a file', async () => {
    const saved = await ask({ url: '/__profile__/save?route=/a' });
    expect(saved?.headers['content-disposition']).toBe('attachment; filename="saved.html"');
    expect(text(saved?.body)).toBe('saved route=%2Fa');
    const { ask: askWrong } = setUp({
      actions: {
        ...({} as HandlerOptions['actions']),
        save: async () => {
          throw new QueryError('no such route');
        },
        explain: (message, format) => `${format}: ${message}`,
      },
    });
    const wrong = await askWrong({ url: '/__profile__/save?route=x' });
    expect([wrong?.status, text(wrong?.body)]).toEqual([400, 'text: no such route']);
  });

  test('gives the profile in formats of other tools', async () => {
    const url = '/__profile__/?format=pprof&route=/a';
    const file = await ask({ url });
    expect(file?.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="a.pb.gz"',
      'content-length': String(file?.body.length),
    });
    expect(text(file?.body)).toBe('pprof of format=pprof&route=%2Fa');
    expect(await ask({ url, peer: '10.0.0.7' })).toBeUndefined();
    const { ask: askWrong } = setUp({
      actions: {
        ...({} as HandlerOptions['actions']),
        download: async () => {
          throw new QueryError('no such route');
        },
        explain: (message, format) => `${format}: ${message}`,
      },
    });
    const wrong = await askWrong({ url });
    expect([wrong?.status, text(wrong?.body)]).toEqual([400, 'text: no such route']);
  });

  describe('records a profile at the URL of Go’s tools', () => {
    const url = '/__profile__/pprof/profile';
    test('for the requested time', async () => {
      expect(text((await ask({ url }))?.body)).toBe('30 seconds');
      const file = await ask({ url: `${url}?seconds=300` });
      expect(text(file?.body)).toBe('300 seconds');
      expect(file?.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="b.pb.gz"',
      });
    });

    test.each(['0', '301', '-1', '1.5', '1e2', 'ten', '9999999999'])(
      'not for %s seconds',
      async (seconds) => {
        const answer = await ask({ url: `${url}?seconds=${seconds}` });
        expect(answer?.status).toBe(400);
        expect(text(answer?.body)).toMatch(/^text: seconds=.* a whole number from 1 to 300\.$/);
      },
    );

    test('only for those who may see the report, and only for a GET of their own', async () => {
      expect(await ask({ url, peer: '10.0.0.7' })).toBeUndefined();
      expect((await ask({ url, method: 'HEAD' }))?.headers.allow).toBe('GET');
      expect((await ask({ url, method: 'POST' }))?.headers.allow).toBe('GET');
      const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      expect((await ask({ url, headers: { ...local.headers, ...elsewhere } }))?.status).toBe(403);
    });

    test('one at a time, and none for a client that has left', async () => {
      const record = vi.fn<NonNullable<HandlerOptions['actions']['record']>>();
      const { ask } = setUp({ actions: { ...({} as HandlerOptions['actions']), record } });
      record.mockRejectedValueOnce(new BusyError('Another one runs.', 7));
      const busy = await ask({ url });
      expect([busy?.status, busy?.headers['retry-after'], text(busy?.body)]).toEqual([
        503,
        '7',
        'Another one runs.\n',
      ]);
      record.mockResolvedValueOnce(undefined);
      const left = await ask({ url });
      expect([left?.status, text(left?.body)]).toEqual([408, 'The client has left.\n']);
    });
  });

  test('says what is wrong with a question, in the format that was asked', async () => {
    const { ask } = setUp({
      actions: {
        ...({} as HandlerOptions['actions']),
        report: async () => {
          throw new QueryError('limit is wrong');
        },
        explain: (message, format) => `${format}: ${message}`,
      },
    });
    const answer = await ask({ url: '/__profile__/?limit=x&format=json' });
    expect([answer?.status, text(answer?.body)]).toEqual([400, 'json: limit is wrong']);
  });
});

describe('an answer, whole:', () => {
  const always = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    vary: 'accept, accept-encoding, cookie, authorization',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; /),
  };
  const plain = 'text/plain; charset=utf-8';
  const sent = (body: string, type: string, more: Readonly<Record<string, string>> = {}) => ({
    body,
    headers: { 'content-type': type, 'content-length': String(Buffer.byteLength(body)), ...more },
  });
  const moved = (location: string) => ({ body: '', headers: { location, 'content-length': '0' } });
  const notAllowed = (allow: string) => sent(`Only ${allow} is allowed here.\n`, plain, { allow });
  const file = (name: string) => ({ 'content-disposition': `attachment; filename="${name}"` });
  const elsewhere = { origin: 'https://evil.example' };
  const asked: [
    string,
    string,
    Record<string, string>,
    number,
    ReturnType<typeof sent> | ReturnType<typeof moved>,
  ][] = [
    ['GET', '', {}, 308, moved('__profile__/')],
    ['POST', '?a=1&b=2?3', {}, 308, moved('__profile__/?a=1&b=2%3F3')],
    ['GET', '/?a=1?b', {}, 200, sent('text of a=1%3Fb', plain)],
    ['GET', '/', { accept: 'application/json' }, 200, sent('json of ', 'application/json; charset=utf-8')],
    ['GET', '/?format=md', {}, 200, sent('markdown of format=md', 'text/markdown; charset=utf-8')],
    ['GET', '/', { accept: 'text/html' }, 200, sent('html of ', 'text/html; charset=utf-8')],
    ['GET', '/?format=folded', {}, 200, sent('folded of format=folded', plain, file('a.pb.gz'))],
    ['POST', '/', {}, 405, notAllowed('GET, HEAD')],
    [
      'GET',
      '/save?view=flame',
      {},
      200,
      sent('saved view=flame', 'text/html; charset=utf-8', file('saved.html')),
    ],
    ['POST', '/save', {}, 405, notAllowed('GET, HEAD')],
    [
      'GET',
      '/live',
      {},
      200,
      sent('{"stamp":"s","paused":false,"requests":1,"samples":2}\n', 'application/json; charset=utf-8'),
    ],
    ['DELETE', '/live', {}, 405, notAllowed('GET, HEAD')],
    ['GET', '/metrics', {}, 200, sent('routeprof_paused 0\n', 'text/plain; version=0.0.4; charset=utf-8')],
    ['POST', '/metrics', {}, 405, notAllowed('GET, HEAD')],
    [
      'GET',
      '/pprof/profile?seconds=1',
      {},
      200,
      sent('1 seconds', 'application/octet-stream', file('b.pb.gz')),
    ],
    [
      'GET',
      '/pprof/profile?seconds=',
      {},
      200,
      sent('30 seconds', 'application/octet-stream', file('b.pb.gz')),
    ],
    ['HEAD', '/pprof/profile', {}, 405, { ...notAllowed('GET'), body: '' }],
    [
      'GET',
      '/pprof/profile',
      elsewhere,
      403,
      sent('This request came from another site. Use the buttons of the report itself.\n', plain),
    ],
    ['POST', '/clear', {}, 200, sent('clear: done\n', plain)],
    ['POST', '/pause?view=flame', { accept: 'text/html' }, 303, moved('./?view=flame')],
    ['POST', '/resume', { accept: 'text/html' }, 303, moved('./')],
    ['POST', '/rate?value=250', {}, 200, sent('rate: done\n', plain)],
    ['POST', '/rate?view=flame&value=', { accept: 'text/html' }, 303, moved('./?view=flame')],
    [
      'POST',
      '/rate',
      {},
      400,
      sent(
        'value is missing. Give samples per second, a whole number from 1 to 10000, or nothing for the option rate.\n',
        plain,
      ),
    ],
    [
      'POST',
      '/rate?value=0',
      {},
      400,
      sent(
        'value="0" is not valid. Give samples per second, a whole number from 1 to 10000, or nothing for the option rate.\n',
        plain,
      ),
    ],
    ['GET', '/rate?value=250', {}, 405, notAllowed('POST')],
    [
      'POST',
      '/rate?value=250',
      elsewhere,
      403,
      sent('This request came from another site. Use the buttons of the report itself.\n', plain),
    ],
    ['GET', '/pause', {}, 405, notAllowed('POST')],
    [
      'POST',
      '/pause',
      elsewhere,
      403,
      sent('This request came from another site. Use the buttons of the report itself.\n', plain),
    ],
    ['GET', '/nothing', {}, 404, sent('The report has no such page.\n', plain)],
    ['POST', '/pprof', {}, 404, sent('The report has no such page.\n', plain)],
    [
      'HEAD',
      '/live',
      {},
      200,
      {
        ...sent('{"stamp":"s","paused":false,"requests":1,"samples":2}\n', 'application/json; charset=utf-8'),
        body: '',
      },
    ],
  ];
  test.each(asked)('%s %s %o', async (method, rest, more, status, { body, headers }) => {
    const { ask } = setUp();
    const answer = await ask({ method, url: `/__profile__${rest}`, headers: { ...local.headers, ...more } });
    expect({ ...answer, body: text(answer?.body) }).toEqual({
      status,
      body,
      headers: { ...always, ...headers },
    });
  });

  test('changes are made once each, and only then', async () => {
    const { ask, done } = setUp();
    for (const change of [
      'pause',
      'resume',
      'rate?value=99',
      'rate?value=',
      'rate?value=1e3',
      'rate',
      'clear',
    ])
      await ask({ method: 'POST', url: `/__profile__/${change}` });
    expect(done).toEqual(['pause', 'resume', 'rate 99', 'rate ', 'clear']);
  });

  test('the path may have several segments', async () => {
    const { ask, owns } = setUp({ path: '/admin/profile' });
    expect((await ask({ url: '/admin/profile?a' }))?.headers.location).toBe('profile/?a=');
    expect(text((await ask({ url: '/admin/profile/?a' }))?.body)).toBe('text of a=');
    expect([owns('/admin/profile/x'), owns('/admin')]).toEqual([true, false]);
  });

  test('a profile from a file has no controls', async () => {
    const { ask } = setUp({ actions: {} as HandlerOptions['actions'] });
    expect((await ask({ url: '/__profile__/pprof/profile' }))?.status).toBe(404);
    expect((await ask({ method: 'POST', url: '/__profile__/clear' }))?.status).toBe(404);
  });

  test('a token may be the only query of the report’s path, and the redirect has no question mark', async () => {
    const { ask } = setUp({ token: 'abcdefghijklmnop' });
    const signedIn = await ask({ url: '/__profile__/?token=abcdefghijklmnop' });
    expect([signedIn?.status, signedIn?.headers.location]).toEqual([303, './']);
    const folder = await ask({ url: '/__profile__?token=abcdefghijklmnop' });
    expect([folder?.status, folder?.headers.location]).toEqual([303, '__profile__/?token=abcdefghijklmnop']);
    const live = await ask({ url: '/__profile__/live?token=abcdefghijklmnop' });
    expect([live?.status, live?.headers['set-cookie']]).toEqual([200, undefined]);
  });

  test.each([
    [' https , http', true],
    ['https', true],
    ['http, https', false],
    ['httpss', false],
    ['', false],
  ])('behind a proxy that says %o, a cookie is for HTTPS alone: %o', async (proto, secure) => {
    const { ask } = setUp({ token: 'abcdefghijklmnop' });
    const answer = await ask({
      url: '/__profile__/?token=abcdefghijklmnop',
      headers: { 'x-forwarded-proto': proto },
    });
    expect(answer?.headers['set-cookie']?.endsWith('; SameSite=Strict; Secure')).toBe(secure);
  });
});

describe('a failure', () => {
  const failing = (error: unknown) => {
    const fail = async (): Promise<never> => {
      throw error;
    };
    return setUp({
      actions: {
        report: fail,
        save: fail,
        download: fail,
        record: fail,
        live: fail,
        explain: async () => 'explained',
      } as never,
    });
  };
  const urls = ['/', '/save', '/?format=pprof', '/pprof/profile'].map((rest) => `/__profile__${rest}`);

  test.each(urls)('of another kind is rethrown: %s', async (url) => {
    await expect(failing(new TypeError('broken')).ask({ url })).rejects.toThrow('broken');
    await expect(failing('broken').ask({ url })).rejects.toBe('broken');
    await expect(failing({ name: 'BusyError' }).ask({ url })).rejects.toEqual({ name: 'BusyError' });
  });

  test.each(urls)(
    'because of too many reports gets a 503, also from another copy of the package: %s',
    async (url) => {
      const busy = Object.assign(new Error('Come again.'), { name: 'BusyError', retryAfterSeconds: 3 });
      for (const error of [busy, new BusyError('Come again.', 3)]) {
        const answer = await failing(error).ask({ url });
        expect([answer?.status, answer?.headers['retry-after'], text(answer?.body)]).toEqual([
          503,
          '3',
          'Come again.\n',
        ]);
      }
    },
  );

  test('to parse the seconds shows only the beginning of the value', async () => {
    const { ask } = setUp();
    const answer = await ask({ url: `/__profile__/pprof/profile?seconds=${'9'.repeat(100)}` });
    expect(text(answer?.body)).toBe(
      `text: seconds="${'9'.repeat(60)}" is not valid. Give a whole number from 1 to 300.`,
    );
  });

  test('to send a file is not kept: the next request gets the file', async () => {
    const { ask, headers } = setUp({
      pageAssets: {
        files: [{ name: 'page-1.js', type: 'text/javascript', body: 'go()'.repeat(500) }],
        savedScript: '',
      },
    });
    const gzip = headers({ 'accept-encoding': 'gzip' });
    const url = '/__profile__/assets/page-1.js';
    const wrong = await ask({ method: 'POST', url, headers: gzip });
    expect([wrong?.status, wrong?.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await ask({ url, headers: gzip }))?.status).toBe(200);
  });

  test('names the header that closed the report, and who adds it', async () => {
    const { ask, headers } = setUp();
    const answer = await ask({ headers: headers({ 'fly-region': 'ams' }) });
    expect(text(answer?.body)).toBe(
      "The profiler's report is closed to this request because of its header fly-region, which comes from Fly.io: " +
        'the request may be from another machine. Send it without that header, or set the option token or authorize.\n',
    );
  });
});

describe('the format', () => {
  test.each([
    ['*/*', 'text'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'html'],
    ['application/json', 'json'],
    ['text/markdown, text/plain;q=0.5', 'markdown'],
    ['application/json;q=0, text/*', 'text'],
    ['image/png', 'text'],
    [';;;q=banana,,', 'text'],
  ])('for Accept %s is %s', (accept, format) => {
    expect(fromAccept(accept)).toBe(format);
  });

  test('by name wins, and a wrong name is an error', () => {
    expect(chooseFormat('md', 'text/html')).toBe('markdown');
    expect(() => chooseFormat('pdf', undefined)).toThrow(
      `format="pdf" is not valid. Allowed: html, text, markdown, json, ${exportFormats.map(({ name }) => name).join(', ')}.`,
    );
  });
});

describe('answers are compressed', () => {
  const long = 'a report of many words '.repeat(100);
  const actions = { ...({} as HandlerOptions['actions']), report: async () => long };
  const gzip = { 'accept-encoding': 'gzip, deflate, br' };

  test('for clients that take it', async () => {
    const { ask, headers } = setUp({ actions });
    const plain = await ask();
    expect(plain?.headers['content-encoding']).toBeUndefined();
    expect(plain?.headers['content-length']).toBe(String(long.length));
    const answer = await ask({ headers: headers(gzip) });
    expect(gunzipSync(answer?.body ?? '').toString()).toBe(long);
    expect(answer?.headers).toEqual({
      ...plain?.headers,
      'content-encoding': 'gzip',
      'content-length': String(answer?.body.length),
    });
    for (const { headers } of [plain, answer] as ReportResponse[]) {
      expect(headers.vary?.split(', ')).toContain('accept-encoding');
    }
  });

  test('with the same headers for HEAD', async () => {
    const { ask, headers } = setUp({ actions });
    const get = await ask({ headers: headers(gzip) });
    expect(await ask({ method: 'HEAD', headers: headers(gzip) })).toEqual({ ...get, body: '' });
  });

  test('unless they are short', async () => {
    const { ask, headers } = setUp();
    const answer = await ask({ headers: headers(gzip) });
    expect(text(answer?.body)).toBe('text of ');
    expect(answer?.headers['content-encoding']).toBeUndefined();
  });

  test('each time, if they are not files: another query gets its own answer', async () => {
    const { ask, headers } = setUp({
      actions: { ...actions, report: async (search) => `${search} ${long}` },
    });
    for (const query of ['a=1', 'b=2']) {
      const answer = await ask({ url: `/__profile__/?${query}`, headers: headers(gzip) });
      expect(gunzipSync(answer?.body ?? '').toString()).toBe(`${query} ${long}`);
    }
  });

  test('once, if they are files', async () => {
    const { ask, headers } = setUp({
      pageAssets: {
        files: [{ name: 'page-1.js', type: 'text/javascript; charset=utf-8', body: long }],
        savedScript: '',
      },
    });
    const file = (method = 'GET', more = gzip) =>
      ask({ method, url: '/__profile__/assets/page-1.js', headers: headers(more) });
    const [first, second] = [await file(), await file()];
    expect(gunzipSync(first?.body ?? '').toString()).toBe(long);
    expect(second?.body).toBe(first?.body);
    expect(first?.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(text((await file('GET', { 'accept-encoding': 'br' }))?.body)).toBe(long);
    expect((await file('POST'))?.status).toBe(405);
  });

  test('files also after the first try has failed', async () => {
    const asset = { name: 'page-1.js', type: 'text/javascript; charset=utf-8', body: long };
    const { ask, headers } = setUp({ pageAssets: { files: [asset], savedScript: '' } });
    const file = () => ask({ url: '/__profile__/assets/page-1.js', headers: headers(gzip) });
    vi.mocked(compressed).mockRejectedValueOnce(new Error('no memory'));
    await expect(file()).rejects.toThrow('no memory');
    expect((await file())?.headers).toMatchObject({ 'content-encoding': 'gzip' });
  });

  test.each([
    ['gzip', true],
    ['br;q=1.0, GZIP;q=0.2', true],
    ['deflate, *', true],
    ['x-gzip', true],
    ['gzip;q=0', false],
    ['gzip;q=0, *', false],
    ['*;q=0', false],
    ['identity', false],
    ['identity, gzip;q=0.5', false],
    ['gzip;q=nonsense', false],
    ['gzip;q=2', false],
    ['', false],
    [undefined, false],
  ])('Accept-Encoding %o: %o', (header, wanted) => {
    expect(acceptsGzip(header)).toBe(wanted);
  });
});
