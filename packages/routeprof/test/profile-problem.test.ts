import type { ReportModel } from '@routeprof/core';
import { compareWindows, findExportFormat, readProfile, type Window } from '@routeprof/core/tools';
import { describe, expect, test } from 'vitest';
import { seeded, simulateRun } from '../../core/test/comparison/simulate.ts';
import { loadProfile } from '../src/load/load-profile.ts';
import { comparisonProblem, profileProblem, uncounted } from '../src/load/profile-problem.ts';
import type { LoadResult } from '../src/load/send-load.ts';

const functions = ['/a', '/b'].map((route) => ({ name: `f${route}`, route, cpuMicros: 500, sensitivity: 0 }));
const full = simulateRun(functions, { random: seeded(1), drift: 0 });
const each = (change: (route: Window['routes'][number]) => Partial<Window['routes'][number]>): Window => ({
  ...full,
  routes: full.routes.map((route) => ({ ...route, ...change(route) })),
});
const unsampled = simulateRun(
  functions.map((one) => ({ ...one, cpuMicros: 0 })),
  { random: seeded(1), drift: 0 },
);

const load = (requests: number): LoadResult => ({
  requests,
  failed: 0,
  refused: 0,
  unanswered: 0,
  statuses: { 200: requests },
  elapsedMillis: 1,
});
const counting = (requests: number): Window =>
  each(({ route }) => ({ requests: route === '/a' ? requests : 0 }));

describe('a profile of a load', () => {
  test.each([
    // requests sent, requests counted, whether there was a warm-up
    [2_000, 2_000, true],
    [2_000, 1_980, true],
    [99, 99, true],
    // Other clients had some as well.
    [10, 2_000, true],
    // The first one of a process is left out by default.
    [2, 1, false],
    [50, 49, false],
  ])('has measured it: of %i requests, %i are there', (sent, counted, isWarm) => {
    expect(profileProblem(counting(counted), load(sent), isWarm)).toBeUndefined();
  });

  test.each([
    [2_000, 1_979, true],
    [99, 98, true],
    [141, 47, true],
    [1, 0, true],
    [1, 0, false],
    [50, 48, false],
    [10, 0, false],
  ])('has not measured it: of %i requests, %i are there', (sent, counted, isWarm) => {
    expect(profileProblem(counting(counted), load(sent), isWarm)).toBe(
      `Not measured: ${sent - counted} of ${sent} requests of the load are not in the profile, and at most 1% may be missing. Mount the profiler before the routes, see what its options ignore and discardFirst leave out, and give an app of several processes the option dir.`,
    );
  });

  test('without any samples has measured it', () => {
    expect(profileProblem(unsampled, load(2_000), true)).toBeUndefined();
  });

  const downloads = (...counts: number[]) => {
    const left = [...counts];
    const waiting: number[] = [];
    return {
      waiting,
      async ask() {
        return { status: { waitingTraces: waiting.shift() ?? 0 } } as ReportModel;
      },
      href: 'http://localhost/',
      left,
      async download() {
        const requests = left.length > 1 ? left.shift() : left[0];
        return (await findExportFormat('pprof')?.write(counting(requests as number))) as Uint8Array;
      },
    };
  };

  test('is downloaded again until requests that are counted late are in it', async () => {
    const report = downloads(17, 19, 20, 21);
    const { window, bytes } = await loadProfile(report, load(20), 60_000);
    expect(uncounted(window, load(20))).toBe(0);
    expect(await readProfile(bytes)).toEqual(window);
    expect(report.left).toEqual([21]);
  });

  test('is downloaded again until traces are in it', async () => {
    const report = downloads(20, 21, 22);
    report.waiting.push(3);
    const { window } = await loadProfile(report, load(20), 60_000);
    expect(window.routes.reduce((sum, { requests }) => sum + requests, 0)).toBe(21);
  });

  test('is used as it is when they do not arrive', async () => {
    const { window } = await loadProfile(downloads(17), load(20), 0);
    expect(uncounted(window, load(20))).toBe(3);
  });
});

test('two profiles can be compared if they have a common route and both have samples', () => {
  const problem = (base: Window, head: Window) =>
    comparisonProblem(compareWindows({ window: base }, { window: head }));
  expect(problem(full, full)).toBeUndefined();
  expect(
    problem(
      full,
      each(({ route }) => (route === '/a' ? { route: '/c' } : {})),
    ),
  ).toBeUndefined();
  expect(
    problem(
      full,
      each(({ route }) => ({ route: `/v2${route}` })),
    ),
  ).toMatch(/^Not measured: no route/);
  expect(problem(unsampled, full)).toMatch(/^Not measured: the base has no samples/);
  expect(problem(full, unsampled)).toMatch(/^Not measured: the head has no samples/);
  expect(problem(unsampled, unsampled)).toMatch(/^Not measured: the base and the head have no samples/);
});
