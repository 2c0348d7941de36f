import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import type { Outlier } from '../../src/presentation/model/outlier.ts';
import { outlierPieces } from '../../src/presentation/outlier-words.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { outlierReport } from '../../src/report/outliers.ts';
import { normal, poisson, seeded } from '../comparison/simulate.ts';
import { type FleetWork, fleetWindows, instanceOf } from '../fixtures/fleet-windows.ts';
import { profileOf } from './ask.ts';

const sampleMicros = 10_000;

interface Fleet {
  readonly processes: number;
  readonly routes: number;
  readonly seed?: number;
  /** Natural spread between processes. */
  readonly spread?: number;
  /** Samples of an ordinary process on a route. */
  readonly samples?: number;
  readonly versionOf?: FleetWork['versionOf'];
  /** How many times as much as others a process spends, and how long it takes. */
  timesOf?(process: number, route: number): number;
  slownessOf?(process: number, route: number): number;
}

/** Samples come in clumps, because those of one request come together. */
const dispersion = 1.5;

function outliersIn(fleet: Fleet): readonly Outlier[] {
  const { processes, routes, seed = 1, spread = 0.03, samples = 600 } = fleet;
  const random = seeded(seed);
  const drawn = Array.from({ length: processes }, (_, process) =>
    Array.from({ length: routes }, (_, at) => {
      const mean = samples * (fleet.timesOf?.(process, at) ?? 1) * Math.exp(spread * normal(random));
      return Math.round(dispersion * poisson(mean / dispersion, random));
    }),
  );
  const samplesOf = (process: number, at: number): number => drawn[process]?.[at] ?? 0;
  const windows = fleetWindows({
    ...{ processes, routes, samplesOf },
    cpuOf: (process, at) => samplesOf(process, at) * sampleMicros,
    requestsOf: () => 400,
    latencyOf: (process, at) =>
      20_000 * (fleet.slownessOf?.(process, at) ?? 1) * Math.exp(0.5 * normal(random)),
    ...(fleet.versionOf && { versionOf: fleet.versionOf }),
  });
  return atOnce(outlierReport(mergeWindows(windows), '')).outliers;
}

const placesOf = (found: readonly Outlier[]): string[] =>
  found.map(({ kind, instance, method, route }) => `${kind} ${instance} ${method} ${route}`.trim());

describe('a process that costs more than the others', () => {
  test('is named with its route, and the truth is in its interval', () => {
    const found = outliersIn({
      ...{ processes: 10, routes: 5 },
      timesOf: (process, route) => (process === 7 && route === 2 ? 2 : 1),
    });
    expect(placesOf(found)).toEqual(['cpu i007 GET /r2']);
    const [{ low, high, ratio, text, micros, othersMicros, ...rest }] = found as [Outlier];
    expect(rest).toEqual({
      ...{ kind: 'cpu', instance: 'i007', pid: 107, host: 'web-7', version: '1' },
      ...{ method: 'GET', route: '/r2', shown: 1, compared: 1, others: 9 },
    });
    expect([low < 2, 2 < high, low > 1.3, high < 3]).toEqual([true, true, true, true]);
    expect(micros / othersMicros).toBeCloseTo(ratio, 2);
    expect(text).toMatch(
      /^Process 107 on web-7 spends [\d.]+× \([\d.]+ to [\d.]+\) the CPU per request of the other 9 on GET \/r2, [\d.]+ ms instead of [\d.]+ ms\.$/,
    );
  });

  test('has its process and its route as links', () => {
    const [one] = outliersIn({
      ...{ processes: 10, routes: 1 },
      timesOf: (process) => (process === 7 ? 3 : 1),
    });
    const pieces = outlierPieces(one as Outlier);
    expect(pieces.map(({ text }) => text).join('')).toBe(one?.text);
    expect(pieces.filter(({ kind }) => kind !== 'text')).toEqual([
      { kind: 'process', text: 'Process 107' },
      { kind: 'route', text: 'GET /r0' },
    ]);
  });

  test('is named by its latency, if its CPU time does not explain that', () => {
    const slow = (process: number, route: number): number => (process === 3 && route === 1 ? 4 : 1);
    const waiting = outliersIn({ ...{ processes: 12, routes: 3 }, slownessOf: slow });
    expect(placesOf(waiting)).toEqual(['latency i003 GET /r1']);
    expect(waiting[0]?.text).toMatch(
      /^Process 103 on web-3 typically takes [\d.]+× \([\d.]+ to [\d.]+\) as long as the other 11 on GET \/r1, [\d.]+ ms instead of [\d.]+ ms\.$/,
    );
    const computing = outliersIn({ ...{ processes: 12, routes: 3 }, slownessOf: slow, timesOf: slow });
    expect(placesOf(computing)).toEqual(['cpu i003 GET /r1']);
  });

  test('is named once if it is slow on all routes, and again on one that is worse', () => {
    const slowHost = {
      ...{ processes: 10, routes: 30 },
      timesOf: (process: number) => (process === 4 ? 1.7 : 1),
    };
    const [one, ...others] = outliersIn(slowHost);
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      kind: 'cpu',
      instance: 'i004',
      route: '',
      method: '',
      compared: 30,
      others: 9,
    });
    expect(one?.text).toMatch(/ the CPU per request of the other 9 on (all|\d+) of its 30 routes\.$/);
    const worse = outliersIn({
      ...slowHost,
      timesOf: (process, route) => (process !== 4 ? 1 : route === 8 ? 5.1 : 1.7),
    });
    expect(placesOf(worse).sort()).toEqual(['cpu i004', 'cpu i004 GET /r8']);
    const ofRoute = worse.find(({ route }) => route === '/r8');
    expect([(ofRoute?.low ?? 9) < 5.1, (ofRoute?.high ?? 0) > 5.1]).toEqual([true, true]);
  });

  test('is compared with processes of its own version', () => {
    const canaries = {
      ...{ processes: 12, routes: 3 },
      versionOf: (process: number) => (process < 3 ? '2' : '1'),
    };
    const slowVersion = (process: number): number => (process < 3 ? 3 : 1);
    expect(outliersIn({ ...canaries, timesOf: slowVersion })).toEqual([]);
    const mixed = outliersIn({ processes: 12, routes: 3, timesOf: (process) => (process < 1 ? 3 : 1) });
    expect(placesOf(mixed)).toEqual(['cpu i000']);
    const [one] = outliersIn({ ...canaries, timesOf: (process) => (process === 9 ? 3 : 1) });
    expect(one?.text).toContain('of the other 8 of version 1 on all of its 3 routes');
  });

  test('can be one of three, and not one of two', () => {
    const last = (processes: number) =>
      outliersIn({
        processes,
        routes: 3,
        timesOf: (process, route) => (process === 1 && route === 0 ? 2.5 : 1),
      });
    expect(placesOf(last(3))).toEqual(['cpu i001 GET /r0']);
    expect(last(2)).toEqual([]);
  });

  test('is hardly ever one that is only noisy', () => {
    const fleets = Array.from({ length: 200 }, (_, i) => ({
      ...{ seed: 100 + i, processes: [3, 5, 10, 20][i % 4] as number, routes: [1, 3, 8][i % 3] as number },
      ...{ spread: 0.08, samples: [30, 100, 400][(i >> 2) % 3] as number },
    }));
    const named = fleets.filter((fleet) => outliersIn(fleet).length > 0);
    expect(named.length).toBeLessThanOrEqual(4);
  });

  test('is in the report of the whole and of its route, and not of another route', async () => {
    const windows = fleetWindows({
      ...{ processes: 8, routes: 2, startMicros: 0, requestsOf: () => 1_000, samplesOf: () => 1_000 },
      cpuOf: (process, route) => (process === 5 && route === 0 ? 30_000_000 : 10_000_000),
    });
    const ask = profileOf(windows);
    expect((await ask('')).outliers.map(({ instance }) => instance)).toEqual([instanceOf(5)]);
    expect((await ask('route=GET /r0')).outliers).toHaveLength(1);
    expect((await ask('route=GET /r1')).outliers).toEqual([]);
    expect((await ask(`process=${instanceOf(5)}`)).outliers).toEqual([]);
  });
});
