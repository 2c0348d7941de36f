import { describe, expect, test } from 'vitest';
import { BudgetError, parseBudget, parseBudgets } from '../../src/comparison/budget.ts';
import type { ComparedProfile } from '../../src/comparison/compare.ts';
import { exitCodeOf, judgeBudgets } from '../../src/comparison/judge-budgets.ts';
import { type CallTree, weightOf, workColumns, workTree } from '../../src/profile/call-tree.ts';
import { LatencyBuilder, quantileMicros } from '../../src/profile/latency.ts';
import { LoopDelaysBuilder } from '../../src/profile/loop-delays.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { budgetSentence } from '../../src/render/budget-words.ts';

import { withChanged } from '../fixtures/work.ts';
import { normal, type SimulatedFunction, seeded, simulateRun } from './simulate.ts';

test('reads the whole language', () => {
  expect(parseBudget('route GET /search p95 > 200ms')).toEqual({
    text: 'route GET /search p95 > 200ms',
    line: 1,
    subject: { kind: 'route', method: 'GET', pattern: '/search' },
    metric: 'p95',
    operator: '>',
    limit: { kind: 'absolute', value: 200_000 },
  });
  expect(parseBudget('cpu/request>+10%')).toMatchObject({
    subject: { kind: 'all' },
    metric: 'cpu/request',
    limit: { kind: 'relative', change: 0.1 },
  });
  expect(parseBudget('function "get total" share >= 12.5%')).toMatchObject({
    subject: { kind: 'function', name: 'get total' },
    operator: '>=',
    limit: { kind: 'absolute', value: 0.125 },
  });
  expect(parseBudget('route /a/* requests < 100')).toMatchObject({
    subject: { kind: 'route', method: '*', pattern: '/a/*' },
    limit: { kind: 'absolute', value: 100 },
  });
  expect(parseBudget('route * (not found) errors > 0%').subject).toEqual({
    kind: 'route',
    method: '*',
    pattern: '(not found)',
  });
  expect(parseBudget('mean < -5%').limit).toEqual({ kind: 'relative', change: -0.05 });
  expect(parseBudget('p50 > 1.5s').limit).toEqual({ kind: 'absolute', value: 1_500_000 });
  expect(parseBudget('p50 > 80µs').limit).toEqual({ kind: 'absolute', value: 80 });
});

test('reads a file, and knows its lines', () => {
  const budgets = parseBudgets('# what we promise\r\n\r\n  p95 > 1s\r\nroute GET /a errors > 1%\n');
  expect(budgets.map(({ line, text }) => [line, text])).toEqual([
    [3, 'p95 > 1s'],
    [4, 'route GET /a errors > 1%'],
  ]);
  expect(parseBudgets('')).toEqual([]);
});

test.each([
  ['cpu > 5ms', 0, "Expected 'route'"],
  ['route GET /x p95 > 200', 19, 'time with its unit'],
  ['route GET /x p95 => 200ms', 17, 'one of: >=, <=, >, <'],
  ['max > +10%', 6, 'cannot be told from noise'],
  ['function f p95 > 2ms', 11, 'A function has no p95'],
  ['p95 > 10%', 6, '+10%'],
  ['p95 > 10ms 5', 11, 'Nothing may follow'],
  ['route p95 > 2ms', 6, 'A route is missing'],
  ['route GET p95 > 2ms', 6, 'A route begins with /'],
  ['route get /a p95 > 2ms', 6, 'A route begins with /'],
  ['function', 8, 'name of a function'],
  ['p95 >', 5, 'time with its unit'],
  ['p95', 3, 'one of: >='],
  ['p95 > +10ms', 6, 'in percent'],
  ['requests > 10%', 11, 'whole number'],
  ['p95 > 99999999999999999999ms', 6, 'time with its unit'],
  ['__proto__ > 1', 0, "Expected 'route'"],
  ['loop-delay p95 > 2ms', 11, 'delay has no p95'],
  ['loop-delay p99 > +10%', 17, 'cannot be told from noise'],
  ['loop-delay > 2ms', 11, 'Expected a metric'],
])('says what is wrong with %j, and where', (text, caret, sentence) => {
  const read = () => parseBudgets(`# a comment\n${text}`);
  expect(read).toThrow(BudgetError);
  try {
    read();
  } catch (error) {
    const [first, shown, mark] = (error as Error).message.split('\n');
    expect(first).toMatch(/^Line 2: /);
    expect(first).toContain(sentence);
    expect(shown).toBe(`  ${text}`);
    expect(mark).toBe(`  ${' '.repeat(caret)}^`);
  }
});

const functions: SimulatedFunction[] = [
  { name: 'pay', route: '/pay', cpuMicros: 20_000, sensitivity: 0 },
  ...Array.from({ length: 20 }, (_, i) => ({
    name: `f${i}`,
    route: `/${i % 2 === 0 ? 'pay' : 'list'}`,
    cpuMicros: 1_000,
    sensitivity: 1,
  })),
];
const machine = { random: seeded(5), drift: 0 };
const base = { window: simulateRun(functions, machine) };
const same = { window: simulateRun(functions, machine) };
const slower = {
  window: simulateRun(
    functions.map((one) => (one.name === 'pay' ? { ...one, cpuMicros: 26_000 } : one)),
    machine,
  ),
};

function outcomes(text: string, head: ComparedProfile = slower): string[] {
  return judgeBudgets(parseBudgets(text), head, base).map(({ outcome, subject }) => `${subject} ${outcome}`);
}

describe('the delay of the event loop', () => {
  const watched = new LoopDelaysBuilder();
  // Blocked for 200 ms of each second.
  for (let i = 0; i < 10; i++) watched.add(200_000, 1_000_000);
  const head = { window: { ...base.window, loopDelays: watched.finish() } };

  test('is judged by its quantiles', () => {
    const judged = judgeBudgets(
      parseBudgets('loop-delay p50 > 1ms\nloop-delay p99 > 150ms\nloop-delay max >= 200ms'),
      head,
    );
    expect(judged.map(budgetSentence)).toEqual([
      'Passed: p50 of the event loop’s delay is 0 µs (limit 1.00 ms).',
      'Failed: p99 of the event loop’s delay is 190 ms (limit 150 ms).',
      'Failed: max of the event loop’s delay is 200 ms (limit 200 ms).',
    ]);
  });

  test('is not measured where nobody watched the loop', () => {
    const [judged] = judgeBudgets(parseBudgets('loop-delay p99 > 1s'), base);
    expect(judged && budgetSentence(judged)).toBe(
      'Not measured: loop-delay p99 > 1s. The profile has no p99 of the event loop’s delay.',
    );
  });
});

test('compares figures with absolute limits', () => {
  expect(outcomes('route GET /pay cpu/request > 100ms\nroute GET /pay cpu/request > 10ms')).toEqual([
    'GET /pay kept',
    'GET /pay breached',
  ]);
  expect(outcomes('route /* p50 < 5ms\nrequests < 5000\nerrors > 0%')).toEqual([
    'GET /list kept',
    'GET /pay kept',
    ' breached',
    ' kept',
  ]);
  expect(outcomes('function pay share > 40%')).toEqual(['pay (a.js) breached']);
});

test('a relative limit fails only for a change that is more than noise', () => {
  expect(outcomes('function pay cpu/request > +10%')).toEqual(['pay (a.js) breached']);
  expect(outcomes('function pay cpu/request > +50%')).toEqual(['pay (a.js) kept']);
  expect(outcomes('function pay cpu/request > +0%', same)).toEqual(['pay (a.js) kept']);
  expect(outcomes('cpu/request > +5%')).toEqual([' breached']);
  // Each of these differs by chance, upwards or downwards.
  const noisy = judgeBudgets(parseBudgets('function f* cpu/request > +0%'), same, base);
  expect(noisy).toHaveLength(20);
  expect(noisy.every(({ outcome }) => outcome === 'kept')).toBe(true);
  expect(noisy.some(({ isNoise }) => isNoise)).toBe(true);
});

test('an operator that allows the limit itself, and one that does not', () => {
  expect(outcomes('requests > 2000\nrequests >= 2000\nrequests < 2000\nrequests <= 2000')).toEqual([
    ' kept',
    ' breached',
    ' kept',
    ' breached',
  ]);
  expect(outcomes('requests >= 2001\nrequests <= 1999')).toEqual([' kept', ' kept']);
  expect(outcomes('share > 100%\nshare >= 100%')).toEqual([' kept', ' breached']);
});

test('each metric of a route is the measured one', () => {
  const [pay] = base.window.routes as [RouteWindow];
  const waiting = {
    ...pay,
    statusClasses: [0, 900, 0, 0, 100],
    tree: withChanged(pay.tree, ({ wallMicros }) => ({ wallMicros: wallMicros.map((micros) => 3 * micros) })),
  };
  const [, list] = base.window.routes as [RouteWindow, RouteWindow];
  const head = { window: { ...base.window, routes: [waiting, list] } };
  const figure = (metric: string): number | undefined =>
    judgeBudgets(parseBudgets(`route GET /pay ${metric}`), head)[0]?.is;
  const cpuMicros = weightOf(pay.tree).cpuMicros;
  const cpuOfAll = cpuMicros + weightOf(list.tree).cpuMicros;
  expect({
    requests: figure('requests > 1'),
    errors: figure('errors > 1%'),
    share: figure('share > 1%'),
    cpu: figure('cpu/request > 1us'),
    wall: figure('wall/request > 1us'),
    mean: figure('mean > 1us'),
    p50: figure('p50 > 1us'),
    p95: figure('p95 > 1us'),
    p99: figure('p99 > 1us'),
    max: figure('max > 1us'),
  }).toEqual({
    requests: 1_000,
    errors: 0.1,
    share: cpuMicros / cpuOfAll,
    cpu: cpuMicros / 1_000,
    wall: (3 * cpuMicros) / 1_000,
    mean: Math.round(pay.latency.sumMicros / 1_000),
    p50: Math.round(quantileMicros(pay.latency, 0.5)),
    p95: Math.round(quantileMicros(pay.latency, 0.95)),
    p99: Math.round(quantileMicros(pay.latency, 0.99)),
    max: pay.latency.maxMicros,
  });
});

test('units are what they say', () => {
  const [{ is = Number.NaN } = {}] = judgeBudgets(parseBudgets('route GET /pay mean > 0us'), base);
  const millis = Math.ceil(is / 1000);
  for (const limit of [`${millis}ms`, `${millis * 1000}us`, `${millis * 1000}µs`, `${millis / 1000}s`]) {
    expect(outcomes(`route GET /pay mean > ${limit}`, base)).toEqual(['GET /pay kept']);
    expect(outcomes(`route GET /pay mean < ${limit}`, base)).toEqual(['GET /pay breached']);
  }
});

test('names match as a whole and literally, except for stars', () => {
  expect(outcomes('route GET /pa p50 > 1us')).toEqual(['GET /pa unmeasured']);
  expect(outcomes('route GET /PAY p50 > 1us')).toEqual(['GET /PAY unmeasured']);
  expect(outcomes('route POST /pay p50 > 1us')).toEqual(['POST /pay unmeasured']);
  expect(outcomes('route * /*a* p50 > 1us')).toEqual(['GET /pay breached']);
  expect(outcomes('function f*9 share > 100%')).toEqual(['f19 (a.js) kept', 'f9 (a.js) kept']);
  expect(outcomes('function . share > 1%')).toEqual(['. unmeasured']);
});

test('another mix of the same requests does not change the cost of one', () => {
  const only = (name: string) => {
    const window = simulateRun(functions, machine);
    return { ...window, routes: window.routes.filter(({ route }) => route === name) };
  };
  const mixed = { window: mergeWindows([same.window, only('/pay'), only('/pay'), only('/pay')], 5_000) };
  const figure = (text: string, head: ComparedProfile) =>
    judgeBudgets(parseBudgets(text), head, base)[0]?.is ?? Number.NaN;
  // For the actual requests it is far more; a budget in milliseconds is compared with that.
  for (const metric of ['cpu/request', 'wall/request']) {
    expect(figure(`${metric} > 0us`, mixed) / figure(`${metric} > 0us`, base)).toBeGreaterThan(1.2);
    expect(outcomes(`${metric} > +2%`, mixed)).toEqual([' kept']);
    expect(outcomes(`${metric} < -2%`, mixed)).toEqual([' kept']);
  }
  expect(outcomes('function * cpu/request > +2%', mixed).filter((one) => !one.endsWith(' kept'))).toEqual([]);

  // And fewer expensive requests do not hide that each became more expensive.
  const hidden = { window: mergeWindows([slower.window, only('/list'), only('/list')], 5_000) };
  expect(figure('cpu/request > 0us', hidden)).toBeLessThan(figure('cpu/request > 0us', base));
  expect(outcomes('cpu/request > +5%', hidden)).toEqual([' breached']);
});

test('a change of latencies and of errors is judged, also from zero errors', () => {
  const failing = (share: number) => ({
    window: {
      ...same.window,
      routes: same.window.routes.map((route) => ({
        ...route,
        statusClasses: [0, route.requests * (1 - share), 0, 0, route.requests * share],
      })),
    },
  });
  const between = (text: string, from: ComparedProfile, to: ComparedProfile) =>
    judgeBudgets(parseBudgets(text), to, from).map(({ outcome }) => outcome);
  expect(between('errors > +10%', failing(0.05), failing(0.2))).toEqual(['breached']);
  expect(between('errors > +10%', failing(0.2), failing(0.05))).toEqual(['kept']);
  expect(between('route GET /pay errors > +10%', failing(0), failing(0.2))).toEqual(['breached']);
  // One of a thousand may be chance.
  expect(between('route GET /pay errors > +10%', failing(0), failing(0.001))).toEqual(['kept']);
  expect(between('errors > +10%', failing(0), failing(0))).toEqual(['kept']);
  const none = judgeBudgets(parseBudgets('errors > +10%'), failing(0), failing(0));
  expect(none.map(({ isNoise }) => isNoise)).toEqual([false]);

  const late = { window: simulateRun(functions, { ...machine, drift: 2 }) };
  for (const metric of ['mean', 'p50', 'p95']) {
    expect(between(`route GET /pay ${metric} > +10%`, base, late)).toEqual(['breached']);
    expect(between(`route GET /pay ${metric} > +10%`, base, same)).toEqual(['kept']);
  }
});

test('a budget for something that is not in the profile neither passes nor fails', () => {
  expect(outcomes('route GET /gone p95 > 1s\nfunction gone share > 1%')).toEqual([
    'GET /gone unmeasured',
    'gone unmeasured',
  ]);
  const alone = judgeBudgets(parseBudgets('cpu/request > +5%'), base);
  expect(alone).toMatchObject([{ outcome: 'unmeasured', subject: '' }]);
  const kept = judgeBudgets(parseBudgets('p95 > 1h'.replace('1h', '60s')), base);
  expect(exitCodeOf(kept)).toBe(0);
  expect(exitCodeOf([...kept, ...alone])).toBe(2);
  expect(exitCodeOf([...kept, ...alone], true)).toBe(0);
  expect(exitCodeOf([...alone, ...judgeBudgets(parseBudgets('requests > 1'), base)], true)).toBe(1);
});

const onlyRoutes = ({ window }: ComparedProfile, keep: (route: string) => boolean): ComparedProfile => ({
  window: { ...window, routes: window.routes.filter(({ route }) => keep(route)) },
});

test('a change against a base that has only other routes is not measured, whatever the metric', () => {
  const [paid, listed] = [
    onlyRoutes(base, (one) => one === '/pay'),
    onlyRoutes(base, (one) => one === '/list'),
  ];
  const metrics = ['cpu/request', 'wall/request', 'mean', 'p50', 'p95', 'p99', 'errors'];
  const text = metrics
    .flatMap((metric) => [`${metric} > +10%`, `route GET /list ${metric} > +10%`])
    .join('\n');
  const judged = judgeBudgets(parseBudgets(text), listed, paid);
  expect(judged.map(({ outcome }) => outcome)).toEqual(Array(14).fill('unmeasured'));
  expect(exitCodeOf(judged)).toBe(2);
  expect(judged[0] && budgetSentence(judged[0])).toBe(
    'Not measured: cpu/request > +10%. The base does not have GET /list: 100.0% of the requests and 100.0% of their CPU.',
  );
});

const withoutSamples = ({ window }: ComparedProfile): ComparedProfile => ({
  window: {
    ...window,
    routes: window.routes.map((route) => ({
      ...route,
      tree: new TreeBuilder(Number.POSITIVE_INFINITY, () => -1).finish(),
    })),
  },
});

describe('routes that only the head has', () => {
  const [listed, listedAgain] = [base, same].map((one) => onlyRoutes(one, (name) => name === '/list')) as [
    ComparedProfile,
    ComparedProfile,
  ];
  const [list] = listedAgain.window.routes as [RouteWindow];
  const listMicros = weightOf(list.tree).cpuMicros;

  /** A head with more routes, which have these shares of all requests and of their CPU. */
  const withNew = (...shares: readonly { readonly requests: number; readonly cpu: number }[]) => {
    const [restRequests, restCpu] = [
      1 - shares.reduce((sum, { requests }) => sum + requests, 0),
      1 - shares.reduce((sum, { cpu }) => sum + cpu, 0),
    ];
    const routes = shares.map(({ requests, cpu }, i): RouteWindow => {
      const tree = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
      const micros = (listMicros * cpu) / restCpu;
      tree.add(tree.child(0, 0), micros / 1_000, micros, micros);
      return {
        ...list,
        route: `/new${i + 1}`,
        requests: Math.round((list.requests * requests) / restRequests),
        tree: tree.finish(),
      };
    });
    return { window: { ...listedAgain.window, routes: [...listedAgain.window.routes, ...routes] } };
  };
  const relative = ['cpu/request', 'wall/request', 'mean', 'p50', 'p95', 'p99', 'errors'];
  const judge = (head: ComparedProfile) =>
    judgeBudgets(parseBudgets(relative.map((metric) => `${metric} > +900%`).join('\n')), head, listed);
  const outcomesOf = (head: ComparedProfile) => [...new Set(judge(head).map(({ outcome }) => outcome))];

  test.each([
    ['few requests, but most of the CPU', [{ requests: 0.02, cpu: 0.7 }]],
    ['little CPU, but many requests', [{ requests: 0.3, cpu: 0.001 }]],
    ['just too many requests', [{ requests: 0.052, cpu: 0.001 }]],
    ['just too much CPU', [{ requests: 0.001, cpu: 0.051 }]],
    ['together too much', Array(3).fill({ requests: 0.001, cpu: 0.02 })],
  ])('leave a change of all requests unmeasured: %s', (_, shares) => {
    expect(outcomesOf(withNew(...shares))).toEqual(['unmeasured']);
  });

  test.each([
    ['none', []],
    ['just few enough', [{ requests: 0.048, cpu: 0.049 }]],
    ['several', Array(4).fill({ requests: 0.01, cpu: 0.01 })],
  ])('let it be measured as long as they are a small part: %s', (_, shares) => {
    expect(outcomesOf(withNew(...shares))).toEqual(['kept']);
  });

  test('are named with what they take, the most expensive first', () => {
    const [shown] = judge(withNew({ requests: 0.02, cpu: 0.2 }, { requests: 0.02, cpu: 0.5 }));
    expect(shown).toMatchObject({
      leftOut: {
        routes: ['GET /new2', 'GET /new1'],
        requestShare: expect.closeTo(0.04, 2),
        cpuShare: expect.closeTo(0.7, 6),
      },
    });
    expect(shown && budgetSentence(shown)).toMatch(
      /^Not measured: cpu\/request > \+900%\. The base does not have GET \/new2, GET \/new1: 4\.\d% of the requests and 70\.0% of their CPU\.$/,
    );
    const [kept] = judge(withNew(...[1, 2, 3, 4, 5].map((i) => ({ requests: 0.002, cpu: i / 1_000 }))));
    expect(kept && budgetSentence(kept)).toMatch(
      /^Passed: .*, without GET \/new5, GET \/new4, GET \/new3, 2 other routes, which the base does not have\.$/,
    );
    expect(judge(listedAgain).every((one) => !('leftOut' in one))).toBe(true);
  });

  test('are not named where they have no requests, nor for a plain value or another subject', () => {
    const text = 'cpu/request > 60s\nroute GET /list cpu/request > +900%\nrequests < 1';
    const judged = judgeBudgets(parseBudgets(text), withNew({ requests: 0.02, cpu: 0.7 }), listed);
    expect(judged.map(({ outcome, leftOut }) => [outcome, leftOut])).toEqual(
      Array(3).fill(['kept', undefined]),
    );
    const dead = { ...list, route: '/dead', requests: 0 };
    const head = { window: { ...listedAgain.window, routes: [...listedAgain.window.routes, dead] } };
    expect(judge(head).map(({ outcome, leftOut }) => [outcome, leftOut])).toEqual(
      relative.map(() => ['kept', undefined]),
    );
  });

  test('are not the reason if there is another: a small new route, and no samples at all', () => {
    const [first] = judge(withoutSamples(withNew({ requests: 0.02, cpu: 0.02 })));
    expect(first).toMatchObject({ outcome: 'unmeasured' });
    expect(first && budgetSentence(first)).toContain('is not in both profiles, or has too few requests.');
  });
});

test('a route or an app without requests has only a number of requests', () => {
  const dead: ComparedProfile = {
    window: { ...base.window, routes: base.window.routes.map((route) => ({ ...route, requests: 0 })) },
  };
  for (const metric of ['cpu/request', 'wall/request', 'mean', 'p50', 'p95', 'p99', 'max'] as const) {
    expect(outcomes(`route GET /pay ${metric} < 1h`.replace('1h', '60s'), dead)).toEqual([
      'GET /pay unmeasured',
    ]);
    expect(outcomes(`${metric} < 60s`, dead)).toEqual([' unmeasured']);
  }
  expect(
    outcomes('route GET /pay errors < 50%\nerrors < 50%\nroute GET /pay share < 1%\nshare < 1%', dead),
  ).toEqual(['GET /pay unmeasured', ' unmeasured', 'GET /pay unmeasured', ' unmeasured']);
  expect(outcomes('route GET /pay requests < 1\nrequests < 1', dead)).toEqual([
    'GET /pay breached',
    ' breached',
  ]);
});

test('a profile without samples has no CPU figures; a single route without samples is cheap', () => {
  const metrics = ['cpu/request', 'wall/request', 'share'];
  const text = metrics.flatMap((metric) => {
    const limit = metric === 'share' ? '99%' : '60s';
    return [`${metric} > ${limit}`, `route GET /list ${metric} > ${limit}`];
  });
  const unsampled = withoutSamples(base);
  expect(outcomes(text.join('\n'), unsampled).map((one) => one.split(' ').at(-1))).toEqual(
    Array(6).fill('unmeasured'),
  );
  expect(outcomes('p95 < 1us\nroute GET /list errors > 1%\nrequests < 1', unsampled)).toEqual([
    ' kept',
    'GET /list kept',
    ' kept',
  ]);
  const cheap = (window: Window): ComparedProfile => ({
    window: {
      ...window,
      routes: window.routes.map((route) =>
        route.route === '/list'
          ? { ...route, tree: (unsampled.window.routes[0] as RouteWindow).tree }
          : route,
      ),
    },
  });
  expect(outcomes('route GET /list cpu/request > 1us', cheap(base.window))).toEqual(['GET /list kept']);
  for (const [from, to] of [
    [unsampled, base],
    [base, unsampled],
  ] as const) {
    const judged = judgeBudgets(
      parseBudgets('cpu/request > +10%\nroute GET /list cpu/request > +10%'),
      to,
      from,
    );
    expect(judged.map(({ outcome }) => outcome)).toEqual(['unmeasured', 'unmeasured']);
  }
});

test('a quantile of too few requests is not compared', () => {
  const few = (window: Window): ComparedProfile => ({
    window: {
      ...window,
      routes: window.routes.map((route) => {
        const latency = new LatencyBuilder();
        for (let i = 1; i <= 100; i++) latency.add(i * 1_000);
        return { ...route, requests: 100, latency: latency.finish() };
      }),
    },
  });
  const judged = judgeBudgets(
    parseBudgets('route GET /pay p50 > +10%\nroute GET /pay p99 > +10%'),
    few(same.window),
    few(base.window),
  );
  expect(judged.map(({ outcome }) => outcome)).toEqual(['kept', 'unmeasured']);
});

/** The profile with all calls below one of `name`, with so many samples of its own for each route. */
function callers(
  window: Window,
  name: string,
  { samples = 0, file = '/app/a.js' }: { readonly samples?: number; readonly file?: string } = {},
): ComparedProfile {
  return {
    window: {
      ...window,
      frames: [...window.frames, { name, file, line: 99, column: 1 }],
      routes: window.routes.map((route) => ({
        ...route,
        tree: below(route.tree, window.frames.length, samples),
      })),
    },
  };
}

test('a function that had self time and has none, or the other way round', () => {
  const calling = (samples: number) => callers(base.window, 'handle', { samples });
  const outcomeOf = (text: string, from: ComparedProfile, to: ComparedProfile) =>
    judgeBudgets(parseBudgets(`function handle ${text}`), to, from).map(({ outcome }) => outcome);
  expect(outcomeOf('cpu/request < -50%', calling(5_000), calling(0))).toEqual(['breached']);
  expect(outcomeOf('cpu/request > +50%', calling(0), calling(5_000))).toEqual(['unmeasured']);
  // New, and gone.
  expect(outcomeOf('cpu/request > +10%', base, calling(5_000))).toEqual(['unmeasured']);
  expect(outcomeOf('cpu/request > +10%', calling(5_000), base)).toEqual(['unmeasured']);
});

test('a function without a file is matched by its name', () => {
  const [judged] = judgeBudgets(
    parseBudgets('function handle share > 99%'),
    callers(base.window, 'handle', { samples: 9, file: '' }),
  );
  expect(judged?.subject).toBe('handle');
});

test('a function that only calls others is measured, and a new one is not compared', () => {
  const [before, after] = [callers(base.window, 'handle'), callers(same.window, 'handle')];
  const outcomeOf = (head: ComparedProfile) =>
    judgeBudgets(parseBudgets('function handle cpu/request > +10%'), head, before).map(
      ({ outcome }) => outcome,
    );
  expect(outcomeOf(after)).toEqual(['kept']);
  expect(outcomeOf(same)).toEqual(['unmeasured']);
  expect(
    judgeBudgets(parseBudgets('function handle cpu/request > +10%'), after, base).map(
      ({ outcome }) => outcome,
    ),
  ).toEqual(['unmeasured']);
});

/** All calls of a tree below a call of `frame`, of which so many samples of a millisecond are its own. */
function below(tree: CallTree, frame: number, samples: number): CallTree {
  const { parent, frame: frames } = tree;
  const own = workColumns(tree);
  const after = (values: Float64Array, own: number) => Float64Array.from([0, own, ...values.slice(1)]);
  return workTree(
    {
      parent: Int32Array.from([-1, 0, ...parent.slice(1).map((above) => above + 1)]),
      frame: Int32Array.from([-1, frame, ...frames.slice(1)]),
    },
    {
      samples: after(own.samples, samples),
      wallMicros: after(own.wallMicros, samples * 1_000),
      cpuMicros: after(own.cpuMicros, samples * 1_000),
    },
  );
}

test('pieces between stars do not overlap, and are taken from left to right', () => {
  expect(outcomes('function *pa*ay share > 100%')).toEqual(['*pa*ay unmeasured']);
  expect(outcomes('function p*a*y share > 100%')).toEqual(['pay (a.js) kept']);
  expect(outcomes('function *p*ay* share > 100%')).toEqual(['pay (a.js) kept']);
  expect(outcomes('function *pa*pa*y share > 100%')).toEqual(['*pa*pa*y unmeasured']);
  expect(outcomes('function *pay*ay share > 100%')).toEqual(['*pay*ay unmeasured']);
  expect(outcomes('function pa*ay share > 100%')).toEqual(['pa*ay unmeasured']);
});

test('the result is on one line, whatever the names are', () => {
  const [breached] = judgeBudgets(parseBudgets('function pay cpu/request > +10%'), slower, base);
  expect(breached && budgetSentence(breached)).toMatch(
    /^Failed: cpu\/request of pay \(a\.js\) went \d.* → .* \(\+\d.*%, limit \+10\.0%\)\.$/,
  );
  const [missing] = judgeBudgets(parseBudgets('route /\u001b[31m\u202ex p95 > 1s'), base);
  expect(missing && budgetSentence(missing)).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(missing && budgetSentence(missing)).toContain('Not measured');
});

test('a pattern of many stars looks at a name only once', () => {
  // With backtracking, such a name would take years.
  const name = 'a'.repeat(100_000);
  const window = {
    ...base.window,
    frames: base.window.frames.map((frame) => ({ ...frame, name })),
  };
  const budget = `function ${'*a'.repeat(200)}*b share > 100%`;
  expect(judgeBudgets(parseBudgets(budget), { window }).map(({ outcome }) => outcome)).toEqual([
    'unmeasured',
  ]);
});

test('the simulation’s normal numbers have a deviation of 1', () => {
  const random = seeded(9);
  const values = Array.from({ length: 20_000 }, () => normal(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(variance).toBeCloseTo(1, 1);
});
