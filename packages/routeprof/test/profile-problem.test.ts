import { compareWindows, type Window } from '@routeprof/core/tools';
import { expect, test } from 'vitest';
import { seeded, simulateRun } from '../../core/test/report/simulate.ts';
import { comparisonProblem, profileProblem } from '../src/load/profile-problem.ts';

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

test('a profile of a load has requests', () => {
  expect(profileProblem(full)).toBeUndefined();
  expect(profileProblem({ ...full, routes: [] })).toMatch(/^Not measured: .* counted none of these requests/);
  expect(profileProblem(each(() => ({ requests: 0 })))).toMatch(/counted none of these requests/);
  expect(profileProblem(unsampled)).toBeUndefined();
  expect(profileProblem(each(({ route }) => (route === '/a' ? { requests: 0 } : {})))).toBeUndefined();
});

test('two profiles compare that have a route in common, and samples both', () => {
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
