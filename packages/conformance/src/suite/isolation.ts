import { expect, test } from 'vitest';
import { ask } from '../client/http.ts';
import { findRow, readReport, reportPath } from '../client/report.ts';
import { until } from '../client/until.ts';
import type { Target } from '../target.ts';
import { expectAlphaAndBeta } from './connections.ts';
import { expectCounted } from './expect-counted.ts';
import { expectOnlyUnder } from './expect-only-under.ts';
import type { Servers } from './servers.ts';

/** Requests at the same time never mix. */
export function isolation(target: Target, { root }: Servers): void {
  test('two routes, 32 requests at a time', async () => {
    const paths = Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? '/burn/alpha' : '/burn/beta'));
    const rounds = 3;
    const growth = { 'GET /burn/alpha': 16 * rounds, 'GET /burn/beta': 16 * rounds };
    await expectAlphaAndBeta(root, () =>
      expectCounted(root, growth, async () => {
        for (let i = 0; i < rounds; i++) await Promise.all(paths.map((path) => ask(root, path)));
      }),
    );
  });

  // A path's last route says nothing about its next: here either middleware before the router answers, or the route.
  test('one path with two outcomes', async () => {
    const path = '/private/me';
    const matched = target.patterns ? 'GET /private/:name' : `GET ${path}`;
    const rejected = (): Promise<number> => ask(root, path).then(({ status }) => status);
    const admitted = (): Promise<number> =>
      ask(root, { path, headers: { 'x-user': 'me' } }).then(({ status }) => status);

    const both = async (): Promise<void> => {
      const statuses = await Promise.all(
        Array.from({ length: 16 }, (_, i) => (i % 2 ? rejected() : admitted())),
      );
      expect(statuses).toEqual(Array.from({ length: 16 }, (_, i) => (i % 2 ? 401 : 200)));
    };

    await ask(root, { method: 'POST', path: `${reportPath}clear`, body: '' });
    for (let i = 0; i < 8; i++) expect(await rejected()).toBe(401);
    for (let i = 0; i < 8; i++) expect(await admitted()).toBe(200);
    for (let i = 0; i < 3; i++) await both();

    const report = await until(
      () => readReport(root),
      ({ totals, status }) => totals.requests >= 64 && status.openRequests === 0,
      'counted 64 requests',
    );
    // Frameworks that route first know the pattern of a rejected request, Hono has that of the middleware that rejected
    // it, and others name it by its path.
    const rejects = [`GET ${path}`, 'GET /private/*'].find((name) => findRow(report, name)) ?? matched;
    expect(findRow(report, rejects)?.statusClasses[3], '401 responses').toBe(32);
    expect(findRow(report, matched)?.statusClasses[1], '200 responses').toBe(32);
    expect(report.totals.requests).toBe(64);
    await expectOnlyUnder(root, { burnInAuth: rejects, burnBehindAuth: matched }, both);
  });
}
