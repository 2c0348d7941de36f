import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import { isChanged, isSure } from '../../src/comparison/verdicts.ts';
import type { Comparison, JudgedChange } from '../../src/presentation/model/comparison.ts';
import { weightOf, workColumns } from '../../src/profile/call-tree.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { withChanged } from '../fixtures/work.ts';
import { normal, seeded, simulateRun } from './simulate.ts';

/** An app: what each function costs before, and by what it is multiplied after. */
const functions = fc.array(
  fc.record({
    route: fc.constantFrom('/a', '/b', '/c', '/d', '/e', '/f'),
    cpuMicros: fc.integer({ min: 1, max: 5_000 }),
    factor: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constantFrom(0, 0.3, 0.9, 1.1, 2, 20)),
    sensitivity: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 30 },
);

const pairs = fc
  .record({
    functions,
    seed: fc.nat(),
    drift: fc.constantFrom(-0.5, 0, 0, 0.1, 0.5, 2),
    errors: fc.tuple(fc.constantFrom(0, 0.001, 0.05), fc.constantFrom(0, 0.001, 0.05, 0.9)),
  })
  .map(({ functions, seed, drift, errors }) => {
    const random = seeded(seed);
    const run = (factorOf: (factor: number) => number, machine: { drift: number; errors: number }) =>
      simulateRun(
        functions.map(({ factor, ...one }, i) => ({
          ...one,
          name: `f${i}`,
          cpuMicros: one.cpuMicros * factorOf(factor),
        })),
        { random, ...machine },
      );
    return {
      base: run(() => 1, { drift: 0, errors: errors[0] }),
      head: run((factor) => factor, { drift, errors: errors[1] }),
    };
  });

/** Each figure that is judged, with a name. */
function judgedOf({ overall, routes, functions }: Comparison): [name: string, judged: JudgedChange][] {
  const of = (name: string, row: Omit<Comparison['overall'], 'requests'>): [string, JudgedChange][] => [
    [`${name} cpu`, row.cpuPerRequestMicros],
    [`${name} wall`, row.wallPerRequestMicros],
    [`${name} errors`, row.errors],
    ...(['mean', 'p50', 'p95', 'p99'] as const).map((figure): [string, JudgedChange] => [
      `${name} ${figure}`,
      row.latencyMicros[figure],
    ]),
  ];
  return [
    ...of('all', overall),
    ...routes.flatMap((row) => of(row.route, row)),
    ...functions.flatMap((row): [string, JudgedChange][] => [
      [`${row.name} self`, row.selfCpuPerRequestMicros],
      [`${row.name} total`, row.totalCpuPerRequestMicros],
    ]),
  ];
}

test('an interval excludes 0 exactly when the verdict says that something changed, and p says the same', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(pairs, ({ base, head }) => {
      const bothWays = [
        ...judgedOf(compareWindows({ window: base }, { window: head })),
        ...judgedOf(compareWindows({ window: head }, { window: base })),
      ];
      for (const [name, judged] of bothWays) {
        const { verdict, low, high, p, before, after } = judged;
        seen.add(verdict);
        if (low === undefined || high === undefined || p === undefined) {
          expect([name, verdict]).toEqual([name, 'unsure']);
          continue;
        }
        expect([name, low > 0 || high < 0]).toEqual([name, isSure(judged)]);
        expect([name, p < 0.02]).toEqual([name, isSure(judged)]);
        if (isSure(judged)) expect([name, Math.sign(after - before)]).toEqual([name, low > 0 ? 1 : -1]);
        // For times, a change of less than 5 % always counts as noise.
        if (isSure(judged) && !name.endsWith('errors') && judged.change !== undefined)
          expect(Math.abs(judged.change)).toBeGreaterThan(0.05);
        if (verdict === 'same') expect([name, low >= -0.334 && high <= 0.5]).toEqual([name, true]);
      }
    }),
    { numRuns: 60 },
  );
  expect([...seen].sort()).toEqual(['faster', 'gone', 'new', 'same', 'slower', 'unsure']);
});

test('each quantity has its own verdict: a certain one of a row, otherwise that of all requests', () => {
  fc.assert(
    fc.property(pairs, ({ base, head }) => {
      const comparison = compareWindows({ window: base }, { window: head });
      const { verdicts, overall, routes, functions } = comparison;
      const expected = (rows: readonly JudgedChange[], whole: JudgedChange) => {
        const all = [whole, ...rows].map(({ verdict }) => verdict);
        return all.includes('slower') ? 'slower' : all.includes('faster') ? 'faster' : whole.verdict;
      };
      expect(verdicts).toEqual({
        cpu: expected(
          [
            ...functions.map((row) => row.selfCpuPerRequestMicros),
            ...routes.map((row) => row.cpuPerRequestMicros),
          ],
          overall.cpuPerRequestMicros,
        ),
        latency: expected(
          routes.map((row) => row.latencyMicros.p95),
          overall.latencyMicros.p95,
        ),
        errors: expected(
          routes.map((row) => row.errors),
          overall.errors,
        ),
      });
      const all = Object.values(verdicts);
      expect(comparison.verdict).toBe(
        all.includes('slower') ? 'slower' : all.includes('faster') ? 'faster' : verdicts.cpu,
      );
    }),
    { numRuns: 30 },
  );
});

const steady = Array.from({ length: 12 }, (_, i) => ({
  name: `f${i}`,
  route: `/${i % 6}`,
  cpuMicros: 2_000,
  sensitivity: 0,
}));
const quiet = () => ({ random: seeded(3), drift: 0 });

function withRoutes(window: Window, change: (route: RouteWindow) => Partial<RouteWindow>): Window {
  return { ...window, routes: window.routes.map((route) => ({ ...route, ...change(route) })) };
}

function latencies(millis: number, requests: number, random = seeded(7)) {
  const latency = new LatencyBuilder();
  for (let i = 0; i < requests; i++) latency.add(millis * 1_000 * Math.exp(0.3 * normal(random)));
  return latency.finish();
}

test('if all responses are later, the verdict is about all requests, though no route stands out', () => {
  const base = simulateRun(steady, quiet());
  const head = withRoutes(base, () => ({ latency: latencies(400, 1_000) }));
  const { verdict, verdicts, overall, routes } = compareWindows({ window: base }, { window: head });
  expect(overall.latencyMicros.p95.change).toBeGreaterThan(7);
  expect({ verdict, verdicts }).toEqual({
    verdict: 'slower',
    verdicts: { cpu: 'same', latency: 'slower', errors: 'same' },
  });
  // Each of them changed by no more than all of them together.
  expect(routes.map(({ latencyMicros }) => latencyMicros.p95.verdict)).toEqual(Array(6).fill('unsure'));
});

test('another mix of requests does not change latencies and errors', () => {
  const base = withRoutes(simulateRun(steady, quiet()), ({ route }) =>
    route === '/0'
      ? { latency: latencies(500, 1_000), statusClasses: [0, 800, 0, 0, 200] }
      : { latency: latencies(5, 1_000) },
  );
  const head = withRoutes(base, ({ route, requests }) =>
    route === '/0'
      ? { requests: 5 * requests, latency: latencies(500, 5_000), statusClasses: [0, 4_000, 0, 0, 1_000] }
      : {},
  );
  const { overall, verdicts, base: before } = compareWindows({ window: base }, { window: head });
  expect(verdicts.latency).not.toBe('slower');
  expect(verdicts.errors).not.toBe('slower');
  expect(Math.abs(overall.latencyMicros.p95.change as number)).toBeLessThan(0.1);
  expect(overall.errors.change).toBeCloseTo(0, 9);
  expect(before.commonRequests).toBe(before.requests);
});

test('time on the loop is compared separately, with its own noise', () => {
  const base = simulateRun(steady, quiet());
  const head = withRoutes(base, ({ tree }) => ({
    tree: withChanged(tree, ({ wallMicros }) => ({ wallMicros: wallMicros.map((x) => 3 * x) })),
  }));
  const { overall, routes, verdicts, drift } = compareWindows({ window: base }, { window: head });
  expect(overall.wallPerRequestMicros.change).toBeCloseTo(2, 9);
  expect(overall.cpuPerRequestMicros.change).toBe(0);
  expect(routes[0]?.wallPerRequestMicros.change).toBeCloseTo(2, 9);
  expect(verdicts.cpu).toBe('same');
  expect([drift.wall.change, drift.cpu.change].map((x) => Math.round(x))).toEqual([2, 0]);
  // Only the minimum noise of each kind of figure, which is larger for time on the loop.
  expect(drift.wall.spread / drift.cpu.spread).toBeCloseTo(2, 9);
  // On busy machines the loop waits for a core, so a change that is certain for CPU time is not for time on the loop.
  const some = withRoutes(base, ({ tree }) => ({
    tree: withChanged(tree, ({ wallMicros, cpuMicros }) => ({
      wallMicros: wallMicros.map((x) => 1.6 * x),
      cpuMicros: cpuMicros.map((x) => 1.6 * x),
    })),
  }));
  const compared = compareWindows({ window: base }, { window: some });
  expect(compared.overall.cpuPerRequestMicros.verdict).toBe('slower');
  expect(compared.overall.wallPerRequestMicros.verdict).not.toBe('slower');
});

test('new and gone routes do not affect the verdict', () => {
  const base = simulateRun(steady, quiet());
  const head = withRoutes(base, ({ route }) => (route === '/0' ? { route: '/new' } : {}));
  const comparison = compareWindows({ window: base }, { window: head });
  expect(comparison.verdict).toBe('same');
  expect(comparison.base).toMatchObject({ requests: 6_000, commonRequests: 5_000 });
  const nothing = withRoutes(base, ({ route }) => ({ route: `/other${route}` }));
  const { verdict, verdicts, head: after } = compareWindows({ window: base }, { window: nothing });
  expect([verdict, verdicts, after.commonRequests]).toEqual([
    'unsure',
    { cpu: 'unsure', latency: 'unsure', errors: 'unsure' },
    0,
  ]);
});

/** Whether rows come in this order: heavier ones first, equal ones by name. */
function expectOrder<Row>(
  rows: readonly Row[],
  weight: (row: Row) => number,
  name: (row: Row) => string,
): void {
  rows.slice(1).forEach((row, i) => {
    const above = rows[i] as Row;
    expect(weight(above)).toBeGreaterThanOrEqual(weight(row));
    if (weight(above) === weight(row)) expect(name(above) < name(row)).toBe(true);
  });
}

test('rows have their shares and samples; certain changes come first, then the largest', () => {
  fc.assert(
    fc.property(pairs, ({ base, head }) => {
      const { routes, functions } = compareWindows({ window: base }, { window: head });
      const common = base.routes.filter(({ route }) => head.routes.some((other) => other.route === route));
      const cpuOf = (rows: readonly RouteWindow[]) =>
        rows.reduce((sum, { tree }) => sum + weightOf(tree).cpuMicros, 0);
      for (const row of routes) {
        const [before, after] = [base, head].map((side) =>
          side.routes.filter(({ route }) => route === row.route),
        );
        expect(row.share.before).toBeCloseTo(cpuOf(before as RouteWindow[]) / (cpuOf(base.routes) || 1), 9);
        expect(row.share.after).toBeCloseTo(cpuOf(after as RouteWindow[]) / (cpuOf(head.routes) || 1), 9);
      }
      const perRequest = (side: Window) =>
        common.reduce((sum, { route }) => {
          const row = side.routes.find((one) => one.route === route) as RouteWindow;
          return sum + weightOf(row.tree).cpuMicros / row.requests / common.length;
        }, 0);
      for (const {
        share,
        selfCpuPerRequestMicros: own,
        samples,
        name,
        routes: within,
        verdict,
      } of functions) {
        expect(share.before).toBeCloseTo(own.before / (perRequest(base) || 1), 9);
        expect(share.after).toBeCloseTo(own.after / (perRequest(head) || 1), 9);
        const number = Number(name.slice(1));
        const seen = (side: Window) =>
          side.routes.reduce((sum, { tree }) => {
            const { samples: own } = workColumns(tree);
            return sum + own.reduce((all, x, node) => (tree.frame[node] === number ? all + x : all), 0);
          }, 0);
        expect([samples.before, samples.after]).toEqual([seen(base), seen(head)]);
        if (verdict === 'same' || verdict === 'unsure') expect(within).toEqual([]);
      }
      expectOrder(
        functions,
        (row) =>
          Math.abs(row.selfCpuPerRequestMicros.after - row.selfCpuPerRequestMicros.before) +
          (isSure(row) ? 1e12 : 0),
        ({ id }) => id,
      );
      expectOrder(
        routes,
        ({ cpuPerRequestMicros: { before, after }, requests, ...row }) =>
          Math.abs(after - before) * (requests.before + requests.after) +
          (isChanged({ ...row, requests, cpuPerRequestMicros: { before, after } } as never) ? 1e15 : 0),
        ({ route, method }) => `${route} ${method}`,
      );
    }),
  );
});

test('a function with a certain change names its routes: at most five, the most important first', () => {
  const names = ['/a', '/b', '/c', '/d', '/e', '/f', '/g'];
  const run = (factorOf: (route: number) => number): Window => {
    const whole = simulateRun(
      names.map((route, i) => ({ name: 'pay', route, cpuMicros: 1_000 * factorOf(i), sensitivity: 0 })),
      { random: seeded(5), drift: 0 },
    );
    // One function of all routes, with requests of their own.
    return {
      ...whole,
      frames: whole.frames.slice(0, 1),
      routes: whole.routes.map((row, i) => ({
        ...row,
        requests: row.requests * (1 + (i % 3)),
        tree: { ...row.tree, frame: row.tree.frame.map((at) => Math.min(at, 0)) },
      })),
    };
  };
  const base = run(() => 1);
  const same = base.routes[6] as RouteWindow;
  const changed = run((i) => 2 + i / 4);
  const head = { ...changed, routes: [...changed.routes.slice(0, 6), same] };
  const [pay] = compareWindows({ window: base }, { window: head }).functions;
  expect(pay && isSure(pay)).toBe(true);
  const change = (i: number): number => {
    const [before, after] = [base.routes[i] as RouteWindow, head.routes[i] as RouteWindow];
    const own =
      weightOf(after.tree).cpuMicros / after.requests - weightOf(before.tree).cpuMicros / before.requests;
    return Math.abs(own) * (before.requests + after.requests);
  };
  const order = [0, 1, 2, 3, 4, 5, 6].filter((i) => change(i) > 0).sort((a, b) => change(b) - change(a));
  expect(order).not.toContain(6);
  expect(pay?.routes.map(({ route }) => route)).toEqual(order.slice(0, 5).map((i) => names[i]));
  const [most] = pay?.routes ?? [];
  const row = order[0] as number;
  const tree = (base.routes[row] as RouteWindow).tree;
  expect(most?.before).toBeCloseTo(weightOf(tree).cpuMicros / (base.routes[row] as RouteWindow).requests, 9);
});
