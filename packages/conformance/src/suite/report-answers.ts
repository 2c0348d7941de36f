import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ask } from '../client/http.ts';
import { readReport, rowNames } from '../client/report.ts';
import { until } from '../client/until.ts';
import { expectCounted } from './expect-counted.ts';
import type { Servers } from './servers.ts';

/** The report's responses on the wire: they must arrive as the core made them. */
export function reportAnswers({ root }: Servers): void {
  test.each([
    ['curl', { accept: '*/*' }, 'text/plain; charset=utf-8'],
    ['no Accept', {}, 'text/plain; charset=utf-8'],
    ['a browser', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }, 'text/html; charset=utf-8'],
    ['a tool', { accept: 'application/json' }, 'application/json; charset=utf-8'],
    ['a model', { accept: 'text/markdown' }, 'text/markdown; charset=utf-8'],
  ])('%s gets its format', async (_who, headers, contentType) => {
    const answer = await ask(root, { path: '/__profile__/', headers });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(answer.body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers).not.toHaveProperty('transfer-encoding');
  });

  test('HEAD has the head of GET, and no body', async () => {
    const { raw, status, headers } = await ask(root, { method: 'HEAD', path: '/__profile__/' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(raw.slice(raw.indexOf('\r\n\r\n'))).toBe('\r\n\r\n');
  });

  test.each([
    ['GET', '/__profile__/?view=nonsense', 400],
    ['GET', '/__profile__/?limit=-1', 400],
    ['GET', '/__profile__/?route=GET%20/never', 400],
    ['GET', '/__profile__/?filter=%E0%A4%A', 200],
    ['GET', '/__profile__/?view=flame', 200],
    ['GET', '/__profile__/?view=pivot', 400],
    ['GET', '/__profile__/?view=source&function=x%20/etc/passwd:1', 400],
    ['GET', '/__profile__/save?route=GET%20/never', 400],
    ['POST', '/__profile__/live', 405],
    ['GET', '/__profile__/no-such-page', 404],
    ['GET', '/__profile__/../text', 404],
    ['PUT', '/__profile__/', 405],
    ['DELETE', '/__profile__/clear', 405],
  ])('%s %s answers %i', async (method, path, status) => {
    expect((await ask(root, { method, path })).status).toBe(status);
  });

  test('a page learns cheaply whether there is something new', async () => {
    const live = async () => {
      const answer = await ask(root, '/__profile__/live');
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      return JSON.parse(answer.body) as { stamp: string; requests: number; paused: boolean };
    };
    const before = await live();
    await ask(root, '/json');
    const after = await until(live, ({ requests }) => requests > before.requests, 'the request is counted');
    expect(after.stamp).not.toBe(before.stamp);
    expect(after.paused).toBe(false);
    // A page that has this report does not need to request it again.
    const isCurrent = async () => (await readReport(root)).status.stamp === (await live()).stamp;
    await until(isCurrent, (is) => is, 'the report is the newest');
  });

  test('the report is given as one file that holds its data', async () => {
    await ask(root, '/json');
    const secret = 'not-for-the-file-0123456789';
    const { status, headers, body } = await ask(root, `/__profile__/save?filter=json&token=${secret}`);
    expect(status).toBe(200);
    expect(body, 'where it starts').toContain('data-start="?filter=json"');
    expect(body).not.toContain(secret);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="routeprof-[\w.-]+\.html"$/);
    const data = /<script type="application\/json" id="data"[^>]*>([^<]*)<\/script>/.exec(body)?.[1] ?? '';
    expect(Object.keys(JSON.parse(data))).toEqual(['routes', 'functions', 'flame']);
  });

  test('every file that the page names is there, to be kept for ever', async () => {
    const { body } = await ask(root, { path: '/__profile__/', headers: { accept: 'text/html' } });
    const files = [...body.matchAll(/"(assets\/[^"]+)"/g)].map(([, file]) => file);
    expect(files).not.toEqual([]);
    for (const file of files) {
      const asset = await ask(root, `/__profile__/${file}`);
      expect(asset.status).toBe(200);
      expect(asset.headers['content-type']).toMatch(
        /^(text\/(css|javascript)|image\/svg\+xml); charset=utf-8$/,
      );
      expect(asset.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    }
  });

  test('the report is compressed for clients that take it', async () => {
    const path = '/__profile__/?format=json';
    const { status, headers, raw } = await ask(root, { path, headers: { 'accept-encoding': 'gzip' } });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe('gzip');
    const body = Buffer.from(raw.slice(raw.indexOf('\r\n\r\n') + 4), 'latin1');
    expect(headers['content-length']).toBe(String(body.length));
    expect(JSON.parse(gunzipSync(body).toString())).toMatchObject({ format: 1 });
    const head = await ask(root, { method: 'HEAD', path, headers: { 'accept-encoding': 'gzip' } });
    expect(head.headers['content-encoding']).toBe('gzip');
    expect(head.raw).toMatch(/\r\n\r\n$/);
  });

  test('the report does not count itself', async () => {
    const report = await expectCounted(root, { 'GET /json': 1 }, async () => {
      for (let i = 0; i < 5; i++) await ask(root, '/__profile__/');
      await ask(root, '/__profile__');
      await ask(root, '/json');
    });
    expect(rowNames(report).filter((name) => name.includes('profile__'))).toEqual([]);
  });

  test('many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(root, '/__profile__/?format=json')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  });

  // Comes last, so that it covers all requests before, also those to the app.
  test('nothing of the profiler has failed', async () => {
    const { status } = await readReport(root);
    expect(status.failures).toEqual([]);
    expect(root.stderr(), 'warnings').not.toMatch(/^\(node:\d+\)/m);
  });
}
