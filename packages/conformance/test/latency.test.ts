import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LatencyResult, runLatency, sitesOfRoutes } from '../proofs/latency/run.ts';
import {
  type LatencyRow,
  latencyTable,
  longestWaits,
  meanRows,
  printLatency,
} from '../proofs/latency/table.ts';
import { startPostgres } from '../proofs/services/postgres.ts';
import { startRedis } from '../proofs/services/redis.ts';
import type { Service } from '../proofs/services/service.ts';
import { chosenBinary } from '../src/node-binaries.ts';

/** The project's promise for each part, as a share of the route's latency. */
const tolerance = 0.05;
/** Between the traces' total and the latency that the same report counts. */
const countedTolerance = 0.02;
const mostRuns = 5;
/**
 * Routes whose app knows to the microsecond when what they wait for was done, on any machine. Where another process says
 * so, a busy machine delivers its answer late, and who is late is not known: `prove:latency` has those.
 */
const exact = new Set(['/timer', '/lock', '/pool', '/block']);
const ofThreads = new Set(['/hash', '/file']);
const kinds: Readonly<Record<string, string>> = {
  ...{ '/timer': 'timer', '/partner': 'http', '/fetch': 'http', '/stream': 'http', '/upload': 'client' },
  ...{ '/query': 'net', '/many': 'net', '/redis': 'net', '/hash': 'threadpool', '/file': 'file' },
};

let services: readonly Service[];
beforeAll(async () => {
  services = await Promise.all([startPostgres(), startRedis()]);
});
afterAll(() => Promise.all(services.map((service) => service.stop())));

describe.each([1, 50])('latencies, %i requests at a time', (atATime) => {
  let run: LatencyResult;
  let rows: readonly LatencyRow[];
  beforeAll(async () => {
    const [postgres, redis] = services.map(({ port }) => port) as [number, number];
    const tables: LatencyRow[][] = [];
    while (tables.length < mostRuns) {
      run = await runLatency(chosenBinary(), { postgres, redis }, atATime, 5_000);
      tables.push(latencyTable(run.report, run.accounts, atATime).filter(({ route }) => exact.has(route)));
      rows = meanRows(tables);
      if (rows.every(({ error }) => Math.abs(error) <= tolerance)) break;
      console.log(`The mean of ${tables.length} runs is not within the tolerance.\n${printLatency(rows)}`);
    }
  });

  test('each part is what the app’s own clock says', () => {
    expect(new Set(rows.map(({ route }) => route))).toEqual(exact);
    for (const { route, part, error } of rows) {
      expect(Math.abs(error), `${route} ${part}`).toBeLessThanOrEqual(tolerance);
    }
  });

  test('no part of the app’s own account is less than nothing', () => {
    for (const [route, { totalMicros, waitMicros, queuedMicros }] of Object.entries(run.accounts)) {
      const own = totalMicros - waitMicros - queuedMicros;
      // Sums of fractions.
      for (const micros of [waitMicros, queuedMicros, own])
        expect(Math.round(micros), route).not.toBeLessThan(0);
    }
  });

  test('parts, waits and blame add up, and to the latency that is counted', () => {
    const { routes, waits, blame } = run.report;
    for (const { method, route, latencyParts, latencyMicros } of routes) {
      if (latencyParts.traced === 0) continue;
      const { cpuMicros, gcMicros, queuedMicros, waitMicros, totalMicros } = latencyParts;
      expect(cpuMicros + gcMicros + queuedMicros + waitMicros).toBe(totalMicros);
      const isOf = (row: { readonly method: string; readonly route: string }): boolean =>
        row.method === method && row.route === route;
      const sumOf = (list: readonly { readonly micros: number }[]): number =>
        list.reduce((sum, { micros }) => sum + micros, 0);
      // Each row is rounded to a microsecond.
      expect(Math.abs(sumOf(waits.filter(isOf)) - waitMicros)).toBeLessThanOrEqual(waits.length);
      expect(Math.abs(sumOf(blame.filter(isOf)) - queuedMicros)).toBeLessThanOrEqual(blame.length);
      const difference = Math.abs(totalMicros - latencyMicros.mean) / latencyMicros.mean;
      expect(difference, route).toBeLessThanOrEqual(countedTolerance);
    }
  });

  test('waits are at the right line, and of the right kind', () => {
    const longest = longestWaits(run.report);
    /**
     * On a slow machine, what a route waits for may have come before it could wait; and where threads are few, all of a
     * wait may be the queue for them.
     */
    const hasWaited = (route: string): boolean =>
      longest.has(route) || !(ofThreads.has(route) || run.accounts[route]?.waitMicros === 0);
    for (const [route, sites] of sitesOfRoutes())
      if (hasWaited(route)) expect(sites, route).toContain(longest.get(route)?.site);
    for (const [route, kind] of Object.entries(kinds))
      if (hasWaited(route)) expect(longest.get(route)?.kind, route).toBe(kind);
  });
});
