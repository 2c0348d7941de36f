import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ask, send } from './ask.ts';
import { useServer } from './use-server.ts';

const server = useServer();

describe('a method that is not for this URL', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s of the report',
    async (method) => {
      const { status, headers, body } = await ask(server().port, { method, path: '/__profile__/' });
      expect(status).toBe(405);
      expect(headers.allow).toBe('GET, HEAD');
      expect(body).toMatch(/Only GET, HEAD/);
    },
  );

  test.each(['clear', 'pause', 'resume'])('GET, HEAD and PUT of %s change nothing', async (name) => {
    for (const method of ['GET', 'HEAD', 'PUT']) {
      const { status, headers } = await ask(server().port, { method, path: `/__profile__/${name}` });
      expect(status).toBe(405);
      expect(headers.allow).toBe('POST');
    }
    const { totals, status } = JSON.parse((await server().report('?format=json')).body);
    expect(status.paused).toBe(false);
    expect(totals.requests).toBeGreaterThanOrEqual(20);
  });

  test('HEAD gives the head of GET and no body', async () => {
    const { status, headers, body } = await ask(server().port, {
      method: 'HEAD',
      path: '/__profile__/?format=json',
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(body).toBe('');
  });

  test('a body where none is wanted', async () => {
    const body = 'x'.repeat(2_000_000);
    expect(await statusOf('GET', '/__profile__/', body)).toBe(200);
    expect(await statusOf('POST', '/__profile__/', body)).toBe(405);
    expect(await statusOf('POST', '/__profile__/resume', body)).toBe(200);
  });

  /** Keeps the connection open: if a server closes it before it has read the body, it resets it, and the response may be lost. */
  async function statusOf(method: string, path: string, body: string): Promise<number | undefined> {
    const agent = new Agent({ keepAlive: true });
    try {
      const headers = { 'content-length': body.length };
      const sent = request({ agent, host: '127.0.0.1', port: server().port, method, path, headers });
      sent.end(body);
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      for await (const _ of answer);
      return answer.statusCode;
    } finally {
      agent.destroy();
    }
  }
});

describe('a URL that does not exist', () => {
  const below = [
    'nothing',
    'assets/',
    'assets/page.css',
    'assets/../clear',
    '%63lear',
    'clear/',
    '..',
    '/',
    '%00',
    '#',
  ];

  test.each(below)('/__profile__/%s', async (path) => {
    const { status, body } = await server().report(path);
    expect(status).toBe(404);
    expect(body).toMatch(/no such page/);
  });

  const beside = [
    '/__profile__x',
    '/__PROFILE__/',
    '//__profile__/',
    '/%5F%5Fprofile__/',
    '/__profile__;x/',
    '/x/__profile__/',
  ];

  test.each(beside)('%s is the app’s', async (path) => {
    const { status, body } = await ask(server().port, { path });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ app: true, url: path });
  });

  test('without its slash, the report redirects to itself and keeps the query', async () => {
    const { status, headers } = await ask(server().port, {
      path: '/__profile__?view=functions&filter=%0d%0aX:1',
    });
    expect(status).toBe(308);
    expect(headers.location).toBe('__profile__/?view=functions&filter=%0D%0AX%3A1');
    expect(headers.x).toBeUndefined();
  });
});

describe('a Host that is not this machine gets the app, as if there were no profiler', () => {
  const hosts = [
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    'evil.example#localhost',
    'localhost, evil.example',
    'localhost:80:80',
    'localhost:x',
    '127.0.0.1:',
    '127.1.2.3:80',
    '128.0.0.1',
    '0.0.0.0',
    '[::1',
    '[::2]',
    '',
    ' ',
    'ünïcode',
    `${'a.'.repeat(3_000)}x`,
  ];

  test.each(hosts)('%j', async (Host) => {
    const { status, body } = await server().report('?format=json', { Host });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ app: true, method: 'GET', url: '/__profile__/?format=json' });
  });

  test('HTTP/1.0 without a Host', async () => {
    const { body } = await ask(server().port, { path: '/__profile__/', version: '1.0' });
    expect(JSON.parse(body).app).toBe(true);
  });

  test.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '[::1]:3000', 'app.localhost'])(
    '%s gets the report',
    async (Host) => {
      const { body } = await server().report('?format=json', { Host });
      expect(JSON.parse(body).format).toBe(1);
    },
  );

  test('Node itself refuses HTTP/1.1 without a Host', async () => {
    const { status } = await send(server().port, 'GET /__profile__/ HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect(status).toBe(400);
  });
});

describe('an Accept that makes no sense gets an answer', () => {
  const accepts = [
    '',
    ',',
    ';;;',
    'garbage',
    'image/png',
    '*',
    '*/json',
    'text/html;q=abc',
    'text/html;q=',
    'text/html;q=-1, application/json;q=2',
    '*/*;q=0',
    'text/plain;q=0.0, text/html;q=0',
    'application/json;q=0.5;q=1',
    'TEXT/HTML',
    'ä/ö',
    'text/html\t,\tapplication/json',
    'text/html,'.repeat(1_300),
    Array.from({ length: 1_000 }, (_, i) => `a/b${i};q=0.${i}`).join(),
    'a;'.repeat(6_000),
  ];

  test.each(accepts)('%.60j', async (Accept) => {
    const { status, headers, body } = await server().report('', { Accept });
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(
      /^(text\/(plain|html|markdown)|application\/json); charset=utf-8$/,
    );
    expect(body).not.toBe('');
  });
});

describe('requests that are too large for Node', () => {
  test('a URL', async () => {
    expect((await server().report(`?filter=${'x'.repeat(40_000)}`)).status).toBe(431);
  });

  test('headers', async () => {
    expect((await server().report('', { Cookie: 'x='.repeat(20_000) })).status).toBe(431);
  });
});
