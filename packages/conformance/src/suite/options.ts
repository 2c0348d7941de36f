import { describe, expect, test } from 'vitest';
import { ask, askInTurn, pipeline } from '../client/http.ts';
import { readReport, requestsOf, rowNames, samplesOf } from '../client/report.ts';
import { until } from '../client/until.ts';
import type { Target } from '../target.ts';
import { alternating } from './connections.ts';
import { expectCounted } from './expect-counted.ts';
import { expectOnlyUnder } from './expect-only-under.ts';
import { rawRequests, reportRequests } from './requests.ts';
import { expectSameBytes } from './same-bytes.ts';
import type { Servers } from './servers.ts';
import { useServer } from './use-server.ts';

/** Options that decide what is recorded, under which name, and where the report is. */
export function options(target: Target, { off }: Servers): void {
  describe('path, ignore, route, discardFirst', () => {
    const server = useServer(target, 'chosen');
    const path = '/_perf/cpu/';

    test('the process’s first request is left out', async () => {
      expect((await readReport(server, path)).totals.requests, 'the report is no request').toBe(0);
      await ask(server, '/text');
      await ask(server, '/');
      await ask(server, '/');
      const report = await until(
        () => readReport(server, path),
        ({ totals, status }) => totals.requests >= 2 && status.openRequests === 0,
        'counted two requests',
      );
      expect(rowNames(report)).toEqual(['GET /']);
      expect(requestsOf(report, 'GET /')).toBe(2);
    });

    test('what is ignored is not recorded', () =>
      expectCounted(
        server,
        { 'GET /text': 1 },
        async () => {
          for (const ignored of ['/json', '/json?x=1', '/shop/orders/17', '/tenants/1/users/2', '/big']) {
            expect((await ask(server, ignored)).status).toBe(200);
          }
          await ask(server, '/text');
        },
        path,
      ));

    // Even if it shares a connection or a packet with recorded requests.
    test.each([
      ['keep-alive', askInTurn],
      ['pipelining', pipeline],
    ])('what is ignored works in the background: %s', async (_how, send) => {
      const alpha = 'GET /burn/alpha';
      const beta = '(background)';
      const expected = {
        burnAlphaBefore: alpha,
        burnAlphaAfter: alpha,
        burnBetaBefore: beta,
        burnBetaAfter: beta,
      };
      await ask(server, { method: 'POST', path: `${path}clear`, body: '' });
      await expectOnlyUnder(server, expected, () => send(server, alternating), path);
    });

    test('the app names a route itself', () =>
      expectCounted(
        server,
        { 'GET its own name': 2, 'GET /text': 1 },
        async () => {
          await ask(server, { path: '/text', headers: { 'x-route': 'its own name' } });
          await ask(server, { path: '/nothing', headers: { 'x-route': 'its own name' } });
          await ask(server, '/text');
        },
        path,
      ));

    test.each([...reportRequests])('the default path is free: $title', (request) =>
      expectSameBytes(request, off, server),
    );
  });

  describe('discardFirst: "route"', () => {
    const server = useServer(target, 'discardRoutes');

    test('each route’s first request is left out', async () => {
      const growth = { 'GET /text': 2, 'GET /json': 1, 'GET /shop/orders/:id': 1 };
      // Without patterns, the URL's template is the route, and here it looks the same as the pattern.
      await expectCounted(server, growth, async () => {
        for (const path of [
          '/text',
          '/text',
          '/text',
          '/json',
          '/json',
          '/shop/orders/1',
          '/shop/orders/2',
          '/',
        ]) {
          await ask(server, path);
        }
      });
    });
  });

  describe('enabled: false', () => {
    const server = useServer(target, 'disabled');

    test.each([...reportRequests, ...rawRequests.slice(0, 10)])('$title', (request) =>
      expectSameBytes(request, off, server),
    );
  });

  describe('an engine by name', () => {
    const server = useServer(target, 'root', { options: { engine: 'inspector', rate: 500 } });

    test('samples with it, at the rate', async () => {
      await until(
        async () => {
          await ask(server, '/burn/alpha');
          return samplesOf(server, 'burnAlphaBefore', 'GET /burn/alpha');
        },
        (samples) => samples > 0,
        'sampled',
      );
      expect((await readReport(server)).status).toMatchObject({ engine: 'inspector', rate: 500 });
    });
  });
}
