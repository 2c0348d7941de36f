import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browse, linksOf } from '../client/browse.ts';
import { ask, type Listening } from '../client/http.ts';
import { readReport, rowNames } from '../client/report.ts';
import { type StrippingProxy, startStrippingProxy } from '../client/stripping-proxy.ts';
import type { Target } from '../target.ts';
import { expectCounted } from './expect-counted.ts';
import { expectOnlyUnder } from './expect-only-under.ts';
import { reportRequests } from './requests.ts';
import { expectSameBytes } from './same-bytes.ts';
import type { Servers } from './servers.ts';
import { useServer } from './use-server.ts';

const innerReport = '/outer/inner/__profile__/';

/** Where the profiler can be mounted, and where its report is then. */
export function mounts(target: Target, { off, root }: Servers): void {
  // The same name without patterns: the number in the URL then becomes `:id`.
  const thing = 'GET /outer/inner/things/:id';

  describe('in a nested app', () => {
    const nested = useServer(target, 'nested');

    test('records what the nested app answers, under its whole path', async () => {
      const act = async (): Promise<void> => {
        for (const path of ['/json', '/shop/orders/1', '/outer/inner/things/1', '/outer/inner/things/2']) {
          expect((await ask(nested, path)).status).toBe(200);
        }
      };
      await expectCounted(nested, { [thing]: 2 }, act, innerReport);
      await expectOnlyUnder(nested, { burnNested: thing }, act, innerReport);
    });

    test('has its report under the prefix', () => expectWholeReport(nested, '', innerReport));

    test.each(reportRequests)('has none at the root: $title', (request) =>
      expectSameBytes(request, off, nested),
    );
  });

  describe('behind a proxy that strips a prefix', () => {
    let proxy: StrippingProxy;
    beforeAll(async () => {
      proxy = await startStrippingProxy(root, '/tools/shop');
    });
    afterAll(() => proxy.close());

    test('every link of the report stays behind the proxy', async () => {
      await ask(root, '/json');
      await expectWholeReport(proxy, '/tools/shop', '/tools/shop/__profile__/');
    });

    test('its buttons, too', async () => {
      const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost' };
      const ask = { method: 'POST', path: '/tools/shop/__profile__/clear', headers: form, body: '' };
      const { status, path } = await browse(proxy, ask);
      expect({ status, path }).toEqual({ status: 200, path: '/tools/shop/__profile__/' });
    });
  });

  test('at the root: the report, with and without a slash at the end', () =>
    expectWholeReport(root, '', '/__profile__/'));

  describe('twice, with a shared instance', () => {
    const shared = useServer(target, 'shared');

    test('counts each request once', async () => {
      const act = async (): Promise<void> => {
        for (const path of [
          '/outer/inner/things/1',
          '/json',
          '/outer/inner/things/2',
          '/outer/inner/things/3',
        ]) {
          expect((await ask(shared, path)).status).toBe(200);
        }
      };
      await expectCounted(shared, { [thing]: 3, 'GET /json': 1 }, act);
      await expectOnlyUnder(shared, { burnNested: thing }, act);
    });

    // A plain listener strips no prefix, so it cannot tell the inner report from the outer one.
    if (!target.patterns) return;
    describe('each with its report', () => {
      test('says the same', async () => {
        const [outer, inner] = [await readReport(shared), await readReport(shared, innerReport)];
        expect(rowNames(outer)).toContain(thing);
        expect(rowNames(inner)).toEqual(expect.arrayContaining(rowNames(outer)));
      });

      test('counts no report, not even the other’s', () =>
        expectCounted(shared, { 'GET /json': 1 }, async () => {
          await ask(shared, innerReport);
          await ask(shared, innerReport.slice(0, -1));
          await ask(shared, '/__profile__/');
          await ask(shared, '/json');
        }));
    });
  });
}

/** Opens the report as a browser does, and everything that it links to. */
async function expectWholeReport(server: Listening, prefix: string, path: string): Promise<void> {
  const visit = await browse(server, path);
  expect(visit.status).toBe(200);
  expect(visit.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(visit.path).toBe(path);

  const slashless = await browse(server, `${path.slice(0, -1)}?view=functions`);
  expect(slashless.status).toBe(200);
  expect(slashless.path, 'where a path without its slash leads to').toBe(`${path}?view=functions`);

  const links = [...new Set([...linksOf(visit), ...linksOf(slashless)])];
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) {
    expect(link, `a link out of ${prefix}`).toMatch(new RegExp(`^${path}`));
    const posts = /\/(clear|pause|resume)(\?.*)?$/.test(link);
    if (!posts) expect((await ask(server, link)).status, link).toBe(200);
  }
}
