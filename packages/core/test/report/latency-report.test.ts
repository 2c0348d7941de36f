import { describe, expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { emptyTree } from '../../src/profile/call-tree.ts';
import type { Trace } from '../../src/profile/trace.ts';
import type { RouteWindow, Window } from '../../src/profile/window.ts';
import { parseQuery, views } from '../../src/query/query.ts';
import { buildReport } from '../../src/report/build.ts';
import { latencyReport } from '../../src/report/latency-report.ts';
import { everything } from '../../src/store/choice.ts';
import { siteFrames, sitePositions } from '../../src/tables/site-names.ts';
import { idleStatus } from '../fixtures/idle-status.ts';
import { blameOf, traceOf, tracesOf, waitAt } from '../fixtures/traces.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const [example] = exampleWindows(1) as [Window];
const route = (name: string, requests: number, traces: readonly Trace[]): RouteWindow => ({
  ...(example.routes[0] as RouteWindow),
  ...{ method: 'GET', route: name, requests, traces: tracesOf(traces) },
});

const slowest = traceOf(
  [
    ['own', 4_000],
    ['wait', 90_000],
    ['queued', 6_000],
    ['gc', 500],
  ],
  {
    ...{ id: 'slow', atMicros: 1_795_782_026_995_005, route: '/a', status: 503, isCut: true },
    ...{ tracingMicros: 300, beforeNodeMicros: 70, beforeNodeMaxMicros: 140, onCpuMicros: 3_000 },
    waits: [waitAt(0)],
    blame: [blameOf('GET', '/b')],
  },
);
const window: Window = {
  ...example,
  routes: [
    route('/a', 5, [
      traceOf(
        [
          ['wait', 10_000],
          ['wait', 300, 1],
          ['queued', 800],
          ['queued', 40, 1],
        ],
        {
          waits: [waitAt(1), waitAt(2)],
          blame: [blameOf('GET', '/b'), blameOf('', '(background)')],
        },
      ),
      slowest,
    ]),
    route('/b', 90, [
      traceOf(
        [
          ['wait', 2_000],
          ['own', 100],
        ],
        { waits: [waitAt(0)], route: '/b' },
      ),
    ]),
    { ...(example.routes[0] as RouteWindow), route: '/untraced' },
  ],
};

const of = (name: string, limit = 100, full = false) => {
  const sites = sitePositions(
    siteFrames(window),
    siteFrames(window).map((frame) => ({
      ...frame,
      file: frame.file.replace('.js', '.ts'),
      line: frame.line + 100,
    })),
  );
  return atOnce(
    latencyReport({
      window,
      route: name,
      limit,
      names: { positions: window.frames, sites, appFolder: '/app', full },
    }),
  );
};

describe('what latencies are made of', () => {
  test('has rows of all routes, what takes most time of all requests first', () => {
    const { waits, blame, slowest: slow } = of('');
    expect(waits.map((row) => [row.route, row.micros])).toEqual([
      ['/b', 2_000],
      ['/a', 10_000],
      ['/a', 300],
    ]);
    expect(blame.map((row) => [row.route, row.byRoute])).toEqual([
      ['/a', '/b'],
      ['/a', '(background)'],
    ]);
    expect(slow.map((row) => row.totalMicros)).toEqual([100_500, 11_140, 2_100]);
  });

  test('of a route has its own rows, and whom it delays', () => {
    expect(of('GET /b')).toMatchObject({
      waits: [{ route: '/b' }],
      blame: [{ route: '/a', byRoute: '/b', micros: 800 }],
      slowest: [{ route: '/b' }],
    });
    expect(of('/a').waits).toHaveLength(2);
    expect(of('(background)')).toEqual({
      ...{ waits: [], slowest: [], findings: [] },
      blame: [expect.objectContaining({ byRoute: '(background)', micros: 40 })],
    });
  });

  test('has at most as many rows of each as were asked for', () => {
    const { waits, blame, slowest: slow, findings } = of('', 1);
    expect([waits.length, blame.length, slow.length]).toEqual([1, 1, 1]);
    expect(findings.length).toBeGreaterThan(1);
  });

  test('has places as the source has them, shortened like all others', () => {
    expect(of('/b').waits[0]).toMatchObject({
      name: 'loadItems',
      file: 'src/items.ts',
      line: 114,
      column: 20,
    });
    expect(of('/b', 9, true).waits[0]).toMatchObject({ file: '/app/src/items.ts' });
  });

  test('has the time line of a request', () => {
    const { wait, ...first } = of('/a').slowest[0]!.steps[1]!;
    expect(wait).toEqual({
      ...{ kind: 'net', target: 'postgres localhost:5432', library: '' },
      operation: 'select … from items where order_id = ?',
      ...{ name: 'loadItems', file: 'src/items.ts', line: 114, column: 20 },
    });
    expect(first).toEqual({ kind: 'wait', startMicros: 4_000, micros: 90_000 });
    const { steps, ...request } = of('/a').slowest[0]!;
    expect(request).toEqual({
      ...{ id: 'slow', at: 1_795_782_026_995_005, method: 'GET', route: '/a', status: 503 },
      ...{ isForced: false, isCut: true, cpuMicros: 4_000, onCpuMicros: 3_000, gcMicros: 500 },
      ...{ queuedMicros: 6_000, waitMicros: 90_000, totalMicros: 100_500 },
      ...{ tracingMicros: 300, beforeNodeMicros: 70, beforeNodeMaxMicros: 140 },
    });
    expect(steps.map((step) => step.kind)).toEqual(['own', 'wait', 'queued', 'gc']);
    expect(steps[2]).toEqual({
      ...{ kind: 'queued', startMicros: 94_000, micros: 6_000 },
      by: { method: 'GET', route: '/b' },
    });
  });

  test('names where the culprit holds the loop', () => {
    const blocked = traceOf([['queued', 80_000]], { blame: [blameOf('GET', '/b')], route: '/c' });
    const culprit = { ...window.routes[1]!, tree: example.routes[1]!.tree };
    const { findings } = atOnce(
      latencyReport({
        window: { ...window, routes: [culprit, route('/c', 9, [blocked])] },
        ...{ route: '', limit: 9 },
        names: { positions: example.frames, sites: new Map(), appFolder: '/app', full: false },
      }),
    );
    expect(findings[0]).toMatchObject({ kind: 'queued', route: '/c', target: 'GET /b' });
    expect(findings[0]?.file).toMatch(/^[ab]\.js$/);
    const idle = { ...culprit, tree: emptyTree };
    const [other] = atOnce(
      latencyReport({
        window: { ...window, routes: [idle, route('/c', 9, [blocked])] },
        ...{ route: '', limit: 9 },
        names: { positions: example.frames, sites: new Map(), appFolder: '/app', full: false },
      }),
    ).findings;
    expect(other).toMatchObject({ kind: 'queued', file: '', line: 0 });
  });
});

test('every view has it, and a profile without traces has none', async () => {
  const ask = (asked: Window, query: string) =>
    buildReport({
      ...{ window: asked, slices: [], positions: asked.frames, sites: new Map(), choice: everything },
      query: parseQuery(new URLSearchParams(query)),
      status: idleStatus,
      ...{ appFolder: '/app', readSource: async () => '' },
    });
  const { functions } = await ask(window, 'view=functions');
  const id = encodeURIComponent(functions[0]?.id ?? '');
  for (const view of views.filter((name) => name !== 'compare')) {
    const model = await ask(window, `view=${view}${/pivot|source/.test(view) ? `&function=${id}` : ''}`);
    expect(model.waits).toHaveLength(3);
    expect(model.routes.find((row) => row.route === '/b')?.latencyParts).toMatchObject({
      traced: 1,
      totalMicros: 2_100,
    });
    expect(model.findings.length).toBeGreaterThan(0);
  }
  expect(await ask(example, '')).toMatchObject({ findings: [], waits: [], blame: [], slowest: [] });
});
