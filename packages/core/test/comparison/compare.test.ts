import { expect, test } from 'vitest';
import { compareWindows } from '../../src/comparison/compare.ts';
import type { FunctionChange } from '../../src/presentation/model/comparison.ts';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { type Window, windowFormat } from '../../src/profile/window.ts';

/** Calls of one route: the stack's functions, outermost first, as `name file:line`, and its own milliseconds. */
type Calls = Readonly<Record<string, number>>;

interface Route {
  readonly requests?: number;
  readonly errors?: number;
  readonly latencyMillis?: number;
  /** Of the slowest requests. */
  readonly slowestMillis?: number;
  readonly calls: Calls;
}

/** The share of requests that are the slowest, where a route has such. */
const slowShare = 0.02;

/** A profile with one sample each millisecond. */
function profile(routes: Readonly<Record<string, Route>>): Window {
  const frames: Window['frames'][number][] = [];
  const numberOf = (text: string): number => {
    const [, name = '', file = '', line = '0'] = /^(.*) (\S*):(\d+)$/.exec(text) ?? [];
    const known = frames.findIndex(
      (frame) => frame.name === name && frame.file === file && `${frame.line}` === line,
    );
    return known >= 0 ? known : frames.push({ name, file, line: Number(line), column: 1 }) - 1;
  };
  const empty = () => new TreeBuilder(1, () => -1).finish();
  return {
    format: windowFormat,
    sources: [],
    startMicros: 1,
    endMicros: 2,
    elapsedMicros: 1,
    routes: Object.entries(routes).map(
      ([key, { requests = 1_000, errors = 0, latencyMillis = 10, slowestMillis, calls }]) => {
        const [method = '', route = ''] = key.split(' ');
        const tree = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
        for (const [stack, millis] of Object.entries(calls)) {
          let node = 0;
          for (const frame of stack.split(' > ')) node = tree.child(node, numberOf(frame));
          tree.add(node, millis, millis * 1_000, millis * 1_000);
        }
        const latency = new LatencyBuilder();
        for (let i = 0; i < requests; i++) {
          const isSlow = slowestMillis !== undefined && i >= requests * (1 - slowShare);
          latency.add(isSlow ? slowestMillis * 1_000 : latencyMillis * 1_000 * (0.5 + i / requests));
        }
        const statusClasses = [0, requests - errors, 0, 0, errors];
        return {
          method,
          route,
          requests,
          statusClasses,
          aborted: 0,
          latency: latency.finish(),
          gcMicros: 0,
          tree: tree.finish(),
        };
      },
    ),
    frames,
    runtime: {
      idleMicros: 0,
      gcMicros: 0,
      gcSamples: 0,
      gcCpuMicros: 0,
      background: empty(),
      profiler: empty(),
      lost: 0,
    },
  };
}

/** Ten unchanged functions, which show that the machine has not changed. */
function steady(folder = '/app', millis = 2_000): Calls {
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`steady${i} ${folder}/steady.js:${i + 1}`, millis]),
  );
}

function compare(before: Window, after: Window, folders?: readonly [string, string]) {
  return compareWindows(
    { window: before, ...(folders && { appFolder: folders[0] }) },
    { window: after, ...(folders && { appFolder: folders[1] }) },
  );
}

function named(functions: readonly FunctionChange[], name: string): FunctionChange {
  const found = functions.filter((row) => row.name === name);
  expect(found).toHaveLength(1);
  return found[0] as FunctionChange;
}

test('a profile is the same as itself, to the last figure', () => {
  const window = profile({ 'GET /a': { errors: 3, calls: steady() } });
  const comparison = compare(window, window);
  expect(comparison.verdict).toBe('same');
  for (const { selfCpuPerRequestMicros: self, totalCpuPerRequestMicros: total } of comparison.functions) {
    expect(self.change).toBe(0);
    expect(total.change).toBe(0);
  }
  expect(comparison.overall.errors).toMatchObject({ before: 0.003, after: 0.003, change: 0 });
});

test('with the sides swapped, slower becomes faster', () => {
  const base = profile({ 'GET /a': { calls: { ...steady(), 'pay /app/pay.js:1': 5_000 } } });
  const head = profile({ 'GET /a': { calls: { ...steady(), 'pay /app/pay.js:1': 7_000 } } });
  expect(named(compare(base, head).functions, 'pay')).toMatchObject({
    verdict: 'slower',
    selfCpuPerRequestMicros: { before: 5_000, after: 7_000 },
    routes: [{ method: 'GET', route: '/a', before: 5_000, after: 7_000 }],
  });
  expect(named(compare(head, base).functions, 'pay').verdict).toBe('faster');
  expect(compare(head, base).verdict).toBe('faster');
});

test('more requests, or another mix of them, are not a change of the code', () => {
  const slow = { 'search /app/search.js:1': 9_000 };
  const base = profile({ 'GET /a': { calls: steady() }, 'GET /search': { requests: 1_000, calls: slow } });
  const head = profile({
    'GET /a': { calls: steady() },
    'GET /search': { requests: 3_000, calls: { 'search /app/search.js:1': 27_000 } },
  });
  const { functions, overall, routes } = compare(base, head);
  expect(named(functions, 'search').selfCpuPerRequestMicros.change).toBeCloseTo(0);
  expect(overall.cpuPerRequestMicros.change).toBeCloseTo(0);
  expect(routes.find(({ route }) => route === '/search')?.requests.change).toBe(2);
});

test('functions are matched in another folder, on other lines', () => {
  const base = profile({
    'GET /a': {
      calls: {
        ...steady('/srv/a'),
        'pay /srv/a/src/pay.js:10': 5_000,
        '(anonymous) /srv/a/src/pay.js:12': 3_000,
        '(anonymous) /srv/a/src/pay.js:20': 4_000,
      },
    },
  });
  const head = profile({
    'GET /a': {
      calls: {
        ...steady('/opt/ci/b'),
        'pay /opt/ci/b/src/pay.js:18': 5_000,
        '(anonymous) /opt/ci/b/src/pay.js:20': 3_000,
        '(anonymous) /opt/ci/b/src/pay.js:28': 6_000,
      },
    },
  });
  for (const folders of [undefined, ['/srv/a', '/opt/ci/b']] as const) {
    const { functions } = compare(base, head, folders);
    expect(named(functions, 'pay')).toMatchObject({ verdict: 'same', file: 'src/pay.js', line: 18 });
    expect(
      functions.filter(({ name }) => name === '(anonymous)').map(({ line, verdict }) => [line, verdict]),
    ).toEqual([
      [28, 'slower'],
      [20, 'same'],
    ]);
  }
});

test('functions without a name that cannot be told apart are compared as one', () => {
  const calls = (shift: number, lines: readonly number[]): Calls => ({
    ...steady(),
    [`pay /app/pay.js:${10 + shift}`]: 5_000,
    ...Object.fromEntries(
      lines.map((line) => [`(anonymous) /app/pay.js:${line + shift}`, 6_000 / lines.length]),
    ),
  });
  const base = profile({ 'GET /a': { calls: calls(0, [20, 30]) } });
  const head = profile({ 'GET /a': { calls: calls(5, [20, 25, 30]) } });
  expect(named(compare(base, head).functions, '(anonymous)')).toMatchObject({
    verdict: 'same',
    selfCpuPerRequestMicros: { before: 6_000, after: 6_000 },
  });
});

test('a function that V8 inlined in one run only is not called slower', () => {
  const base = profile({ 'GET /a': { calls: { ...steady(), 'handle /app/a.js:1': 6_000 } } });
  const head = profile({
    'GET /a': {
      calls: {
        ...steady(),
        'handle /app/a.js:1': 2_000,
        'handle /app/a.js:1 > inner /app/a.js:5': 4_000,
      },
    },
  });
  const rare = { 'handle /app/a.js:1 > inner /app/a.js:5': 100 };
  const seldom = mergeWindows([base, profile({ 'GET /a': { requests: 1, calls: rare } })]);
  expect(named(compare(seldom, head).functions, 'inner').verdict).toBe('unsure');
  expect(named(compare(base, head).functions, 'inner').verdict).toBe('unsure');
  expect(compare(base, head).verdict).not.toBe('slower');
  // The same increase counts when its callers took longer too.
  const more = profile({
    'GET /a': {
      calls: { ...steady(), 'handle /app/a.js:1': 6_000, 'handle /app/a.js:1 > inner /app/a.js:5': 4_000 },
    },
  });
  expect(named(compare(seldom, more).functions, 'inner').verdict).toBe('slower');
});

test('time that moved from a function to one that it calls is not a change of either, however large the other is', () => {
  const calls = (own: number, callee: number): Calls => ({
    ...steady(),
    'handle /app/a.js:1 > perform /app/a.js:5': own,
    'handle /app/a.js:1 > perform /app/a.js:5 > quote /app/a.js:9': callee,
  });
  const base = profile({ 'GET /a': { calls: calls(300, 10_000) } });
  expect(
    named(compare(base, profile({ 'GET /a': { calls: calls(2, 10_300) } })).functions, 'perform').verdict,
  ).toBe('unsure');
  // A larger change than the other function could hide counts.
  expect(
    named(compare(base, profile({ 'GET /a': { calls: calls(2_000, 10_000) } })).functions, 'perform').verdict,
  ).toBe('slower');
});

test('a function that had no self time before is not new, and one that has none any more is not gone', () => {
  const inner = { 'handle /app/a.js:1 > inner /app/a.js:5': 4_000 };
  const only = profile({ 'GET /a': { calls: { ...steady(), ...inner } } });
  const both = profile({ 'GET /a': { calls: { ...steady(), ...inner, 'handle /app/a.js:1': 6_000 } } });
  expect(named(compare(only, both).functions, 'handle').verdict).toBe('slower');
  expect(named(compare(both, only).functions, 'handle').verdict).toBe('faster');
});

test('a handful of samples is not judged', () => {
  const base = profile({ 'GET /a': { calls: { ...steady(), 'rare /app/a.js:1': 4 } } });
  const head = profile({ 'GET /a': { calls: { ...steady(), 'rare /app/a.js:1': 9 } } });
  expect(named(compare(base, head).functions, 'rare').verdict).toBe('unsure');
});

test('routes come and go', () => {
  const base = profile({ 'GET /a': { calls: steady() }, 'GET /old': { calls: steady() } });
  const head = profile({ 'GET /a': { calls: steady() }, 'GET /new': { calls: steady() } });
  const { routes, verdict } = compare(base, head);
  expect(Object.fromEntries(routes.map((row) => [row.route, row.verdict]))).toEqual({
    '/a': 'same',
    '/new': 'new',
    '/old': 'gone',
  });
  expect(verdict).toBe('same');
});

test('one route of many that answers later is named, and errors are counted', () => {
  const others = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`GET /${i}`, { calls: steady() }]));
  const base = profile({ ...others, 'GET /late': { requests: 4_000, latencyMillis: 10, calls: steady() } });
  const head = profile({
    ...others,
    'GET /late': { requests: 4_000, latencyMillis: 30, errors: 400, calls: steady('/app', 8_000) },
  });
  const late = compare(base, head).routes.find(({ route }) => route === '/late');
  expect(late?.verdict).toBe('slower');
  expect(late?.latencyMicros.p95.verdict).toBe('slower');
  expect(late?.errors).toMatchObject({ before: 0, after: 0.1, verdict: 'slower' });
});

test('one route of 500 requests whose p95 is three times as high is named among routes with long tails', () => {
  const others = Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [
      `GET /${i}`,
      { requests: 400, latencyMillis: 1 + i, slowestMillis: 40, calls: steady() },
    ]),
  );
  const run = (latencyMillis: number) =>
    profile({
      ...others,
      'GET /late': { requests: 500, latencyMillis, slowestMillis: 4 * latencyMillis, calls: steady() },
    });
  const { routes } = compare(run(20), run(60));
  const changed = routes.filter(
    ({ latencyMicros }) => latencyMicros.p95.verdict !== 'unsure' && latencyMicros.p95.verdict !== 'same',
  );
  expect(changed.map(({ route }) => route)).toEqual(['/late']);
});

test('two empty profiles compare as unsure, without an error', () => {
  const { verdict, routes, functions } = compare(profile({}), profile({}));
  expect({ verdict, routes, functions }).toEqual({ verdict: 'unsure', routes: [], functions: [] });
});
