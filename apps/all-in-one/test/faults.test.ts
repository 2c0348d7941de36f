import { createShop } from '@apps/shop';
import { expect, it } from 'vitest';
import { findFaults } from '../src/faults.ts';
import type { Report, ReportRoute } from '../src/report.ts';

const mounts = ['/express', '/koa'];
const SENT = 4;
const SECOND = 1_000_000;

const rows: readonly ReportRoute[] = mounts.flatMap((mount) =>
  createShop().routes.map(({ method, pattern }) => ({
    method,
    route: `${mount}/api${pattern}`,
    requests: SENT,
    cpuMicros: SENT * 60_000,
    wallMicros: SENT * 61_000,
    latencyMicros: { mean: 62_000 },
  })),
);
const wallMicros = rows.reduce((sum, row) => sum + row.wallMicros, 0);
const totals: Report['totals'] = {
  elapsedMicros: wallMicros + 4 * SECOND,
  idleMicros: SECOND,
  gcMicros: SECOND,
  backgroundMicros: SECOND,
  profilerMicros: SECOND,
};
const tally = {
  elapsedMillis: 1,
  sent: SENT * rows.length,
  answered: SENT * rows.length,
  errors: 0,
  unexpected: 0,
  sentByRoute: Object.fromEntries(rows.map(({ method, route }) => [`${method} ${route}`, SENT])),
};

function reportWith(route: string, change: Partial<ReportRoute>): Report {
  return { totals, routes: rows.map((row) => (row.route === route ? { ...row, ...change } : row)) };
}

it('finds nothing wrong with a report that is right', () => {
  expect(findFaults({ totals, routes: rows }, tally, mounts)).toEqual([]);
});

it('misses a route', () => {
  const routes = rows.filter(({ route }) => route !== '/koa/api/block');
  expect(findFaults({ totals, routes }, tally, mounts)).toContain(
    'GET /koa/api/block is missing from the report.',
  );
});

it.each([
  [
    '/koa/api/export/products.csv',
    { cpuMicros: SENT * 10_000 },
    'GET /koa/api/export/products.csv shows 10.0 ms of CPU per request, but the same work shows 60.0 ms elsewhere.',
  ],
  ['/koa/api/search', { cpuMicros: 0 }, 'GET /koa/api/search has used no CPU.'],
  [
    '/express/api/block',
    { cpuMicros: SENT * 50_000 },
    'GET /express/api/block shows 50.0 ms of CPU per request, but burns 60 ms.',
  ],
  [
    '/express/api/block',
    { wallMicros: SENT * 80_000 },
    'GET /express/api/block shows 80.0 ms on the loop per request, but is answered within 62.0 ms.',
  ],
  ['/koa/api/fail', { requests: 3 }, 'GET /koa/api/fail has 3 requests in the report, but 4 were sent.'],
  ['/koa/api/fail', { requests: 3 }, 'The report counts 103 requests in all, but 104 were sent.'],
])('notices %s with %j', (route, change, fault) => {
  expect(findFaults(reportWith(route, change), tally, mounts)).toContain(fault);
});

it('notices times that do not add up', () => {
  const report = { totals: { ...totals, gcMicros: 2 * SECOND }, routes: rows };
  expect(findFaults(report, tally, mounts)).toEqual([
    'The parts of the profile add up to 11344 ms, but 10344 ms have passed.',
  ]);
});

it('passes on what went wrong with the load', () => {
  const failed = { ...tally, unexpected: 2, firstUnexpected: 'GET /koa/api/search answered 500, not 200' };
  expect(findFaults({ totals, routes: rows }, failed, mounts)).toEqual([
    '2 of 104 requests did not get the expected answer; the first: GET /koa/api/search answered 500, not 200.',
  ]);
});
