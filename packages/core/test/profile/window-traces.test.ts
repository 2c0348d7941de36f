import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallTree } from '../../src/profile/call-tree.ts';
import { mostSteps, type Trace, type TraceWait } from '../../src/profile/trace.ts';
import type { Window } from '../../src/profile/window.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { anyTrace, traceOf, tracesOf } from '../fixtures/any-traces.ts';

const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };
const table = createRouteTable(1_000);
const { id } = table.named('GET', '/a');

function windowOf(traces: readonly Trace[]): Window {
  const builder = new WindowBuilder(0, source, table.entries, 1_000);
  for (const trace of traces) builder.addTrace(id, trace);
  return builder.snapshot(1_000);
}

const call = (name: string) => ({ name, file: `/app/${name}.js`, line: 3, column: 7 });
const waitOf = (given: Partial<TraceWait>): TraceWait => ({
  ...{ kind: 'net', target: '', operation: '', library: '', stack: [], site: -1 },
  ...{ operations: 1, micros: 0, parallelMicros: 0, threadMicros: 0 },
  ...given,
});

/** The names of the calls down to each node with a weight, and the weight. */
function weighed({ parent, frame, columns }: CallTree, { frames }: Window): Record<string, number> {
  const paths: string[] = [];
  const weights: Record<string, number> = {};
  parent.forEach((above, node) => {
    paths[node] = node === 0 ? '' : `${paths[above]}/${frames[frame[node] as number]?.name}`;
    const weight = columns[0]?.[node] as number;
    if (weight > 0) weights[paths[node] as string] = weight;
  });
  return weights;
}

test('a row has its traces, added up', () => {
  fc.assert(
    fc.property(fc.array(anyTrace, { minLength: 1, maxLength: 4 }), (traces) => {
      expect(windowOf(traces).routes[0]?.traces).toEqual(tracesOf(traces));
    }),
  );
});

test('await stacks are a tree of waiting time, from the outermost call to what was waited for', () => {
  const stack = [call('query'), call('loadItems'), call('handler')];
  const waits = [
    waitOf({ stack, target: 'postgres localhost:5432', micros: 100, parallelMicros: 900 }),
    waitOf({ stack: stack.slice(2), kind: 'timer', micros: 3 }),
    waitOf({ kind: 'dns', micros: 1 }),
    waitOf({ stack: [call('never')], parallelMicros: 5 }),
  ];
  const window = windowOf([
    traceOf({ id: 'a', waits, weightMilli: 1_500 }),
    // Frames that are equal, but not the same objects.
    traceOf({ id: 'b', waits: structuredClone(waits), weightMilli: 1_000 }),
    traceOf({ id: 'c', waits, isForced: true }),
    traceOf({ id: 'd', waits, isCut: true }),
  ]);
  const tree = window.routes[0]?.others?.waits as CallTree;
  expect(tree.measures).toEqual([{ name: 'wait', unit: 'nanoseconds' }]);
  expect(weighed(tree, window)).toEqual({
    '/handler/loadItems/query/postgres localhost:5432': 250_000,
    '/handler/timer': 8_000,
    '/dns': 3_000,
  });
  expect(window.frames.map(({ name }) => name).sort()).toEqual(
    ['dns', 'handler', 'loadItems', 'postgres localhost:5432', 'query', 'timer'].sort(),
  );
  const kept = window.routes[0]?.traces?.sample.map((trace) => trace.waits[0]?.stack[0]);
  expect(kept?.[0]).toBe(kept?.[1]);
});

test('a row without waits has no tree of them, and a window without traces nothing more than before', () => {
  const forced = windowOf([traceOf({ isForced: true, waits: [waitOf({ micros: 5 })] })]);
  expect(forced.routes[0]?.others).toBeUndefined();
  expect(forced.routes[0]?.traces?.slowest).toHaveLength(1);
  const [row] = windowOf([traceOf({})]).routes;
  expect(Object.keys(row ?? {})).toContain('traces');
  expect(Object.keys(row ?? {})).not.toContain('others');
});

test.each<[string, Partial<Trace>]>([
  ['a time that is not whole', { waitMicros: 0.5 }],
  ['a time that is not a number', { atMicros: Number.NaN }],
  ['a negative time', { cpuMicros: -1 }],
  ['a wait that took no whole time', { waits: [waitOf({ micros: 0.1 })] }],
  ['a wait at no call of its stack', { waits: [waitOf({ stack: [call('a')], site: 1 })] }],
  ['blame for no whole time', { blame: [{ method: '', route: '(gc)', micros: 1.5, beforeNodeMicros: 0 }] }],
  ['a step of no whole time', { steps: [{ kind: 'own', startMicros: 0, micros: 1e300, wait: -1, by: -1 }] }],
  ['a step of no wait', { steps: [{ kind: 'wait', startMicros: 0, micros: 1, wait: 0, by: -1 }] }],
  ['a step behind no route', { steps: [{ kind: 'queued', startMicros: 0, micros: 1, wait: -1, by: -2 }] }],
])('%s cannot be stored, so its trace is left out', (_, wrong) => {
  expect(windowOf([traceOf(wrong)]).routes).toEqual([]);
});

test('a long trace has its shortest steps joined', () => {
  const steps = Array.from({ length: 3 * mostSteps }, (_, at) => ({
    ...{ kind: 'own' as const, startMicros: 10 * at, micros: 10, wait: -1, by: -1 },
  }));
  const kept = windowOf([traceOf({ steps })]).routes[0]?.traces?.sample[0]?.steps;
  expect(kept?.length).toBe(mostSteps);
  expect(kept?.reduce((sum, { micros }) => sum + micros, 0)).toBe(30 * mostSteps);
});

test('however many and long traces are, a window keeps some megabytes of them, evenly', () => {
  const steps = Array.from({ length: mostSteps }, (_, at) => ({
    ...{ kind: 'own' as const, startMicros: at, micros: 1, wait: -1, by: -1 },
  }));
  const builder = new WindowBuilder(0, source, table.entries, 1_000);
  const routes = Array.from({ length: 20 }, (_, at) => table.named('GET', `/many/${at}`));
  for (let round = 0; round < 60; round++) {
    for (const route of routes) builder.addTrace(route.id, traceOf({ id: `${route.id} ${round}`, steps }));
  }
  expect(builder.bytes).toBeLessThan(10 * 1024 * 1024);
  const lengths = builder.snapshot(1).routes.map(({ traces }) => traces?.sample.length);
  expect(new Set(lengths).size).toBe(1);
  expect(lengths[0]).toBe(12);
  expect(builder.snapshot(1).routes.map(({ traces }) => traces?.traced)).toEqual(routes.map(() => 60));
});
