import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyTree } from '../../src/profile/call-tree.ts';
import { mergeLatencies } from '../../src/profile/latency.ts';
import { hashOf } from '../../src/profile/lowest-traces.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { mergeTraces } from '../../src/profile/merge-traces.ts';
import { mostBlamed, mostSites, type RouteTraces } from '../../src/profile/route-traces.ts';
import { RouteTracesBuilder } from '../../src/profile/route-traces-builder.ts';
import type { Trace, TraceWait } from '../../src/profile/trace.ts';
import { boundsOfTraceBin, lastTraceBin, traceBinOf } from '../../src/profile/trace-bins.ts';
import { anyRouteTraces, anyTrace, sumOfTraces, traceOf, tracesOf } from '../fixtures/any-traces.ts';

const waitOf = (given: Partial<TraceWait>): TraceWait => ({
  ...{ kind: 'net', target: '', operation: '', library: '', stack: [], site: -1 },
  ...{ operations: 1, micros: 0, parallelMicros: 0, threadMicros: 0 },
  ...given,
});
const callAt = (line: number) => ({ name: 'load', file: '/app/a.js', line, column: 1 });

describe('the sums of traces', () => {
  test('are the same in any order and grouping, to the byte', () => {
    const bytes = (traces: RouteTraces) => JSON.stringify(traces);
    fc.assert(
      fc.property(fc.array(anyTrace, { minLength: 3, maxLength: 9 }), fc.nat(8), (traces, at) => {
        const all = bytes(tracesOf(traces));
        expect(bytes(tracesOf(traces.toReversed()))).toBe(all);
        const [first, second] = [tracesOf(traces.slice(0, at)), tracesOf(traces.slice(at))];
        expect(bytes(sumOfTraces([first, second]))).toBe(all);
        expect(bytes(sumOfTraces([second, first]))).toBe(all);
      }),
    );
    fc.assert(
      fc.property(anyRouteTraces, anyRouteTraces, anyRouteTraces, (a, b, c) => {
        const all = bytes(sumOfTraces([a, b, c]));
        expect(bytes(sumOfTraces([sumOfTraces([c, a]), b]))).toBe(all);
        expect(bytes(sumOfTraces([b, sumOfTraces([a, c])]))).toBe(all);
      }),
    );
  });

  test('count each trace as many times as it stands for requests, rounded once', () => {
    const waits = [
      waitOf({
        target: 'db',
        stack: [callAt(1), callAt(9)],
        site: 0,
        operations: 2,
        micros: 100,
        parallelMicros: 7,
        threadMicros: 3,
      }),
      // The same place by another way: the trace still waited there once.
      waitOf({ target: 'db', stack: [callAt(3), callAt(1)], site: 1, operations: 3, micros: 11 }),
      waitOf({ kind: 'timer', stack: [callAt(4)], site: 0, micros: 3 }),
      waitOf({ kind: 'other', stack: [callAt(5)], site: -1, micros: 1 }),
    ];
    const blame = [
      { method: 'GET', route: '/slow', micros: 5, beforeNodeMicros: 3 },
      { method: '', route: '(gc)', micros: 1, beforeNodeMicros: 0 },
    ];
    const given = {
      ...{ cpuMicros: 10, onCpuMicros: 9, gcMicros: 2, queuedMicros: 6, waitMicros: 115, totalMicros: 133 },
      ...{ tracingMicros: 4, beforeNodeMicros: 3, beforeNodeMaxMicros: 5, waits, blame },
    };
    const made = tracesOf([
      traceOf({ ...given, id: 'a', weightMilli: 1500 }),
      traceOf({ ...given, id: 'b', weightMilli: 2000 }),
    ]);
    expect(made.bins).toEqual([
      {
        ...{ bin: traceBinOf(133), traced: 2, weightMilli: 3500, cpuMicros: 35, onCpuMicros: 14 + 18 },
        ...{ gcMicros: 7, queuedMicros: 21, waitMicros: 173 + 230, beforeNodeMicros: 5 + 6 },
        tracingMicros: 6 + 8,
        ...{ beforeNodeMaxMicros: 8 + 10, arrivals: 2, arrivalMilli: 3500 },
      },
    ]);
    const site = {
      target: '',
      operation: '',
      library: '',
      traced: 2,
      weightMilli: 3500,
      operationsMilli: 3500,
    };
    expect(made.sites).toEqual([
      {
        ...{ ...site, kind: 'other', frame: { name: '', file: '', line: 0, column: 0 } },
        ...{ mostOperations: 1, micros: 2 + 2, parallelMicros: 0, threadMicros: 0 },
      },
      {
        ...{ ...site, kind: 'net', target: 'db', frame: callAt(1), operationsMilli: 5 * 3500 },
        ...{ mostOperations: 5, micros: 167 + 222, parallelMicros: 11 + 14, threadMicros: 5 + 6 },
      },
      {
        ...{ ...site, kind: 'timer', frame: callAt(4) },
        ...{ mostOperations: 1, micros: 5 + 6, parallelMicros: 0, threadMicros: 0 },
      },
    ]);
    expect(made.blame).toEqual([
      {
        ...{ method: '', route: '(gc)', micros: 2 + 2, beforeNodeMicros: 0 },
        ...{ weightMilli: 3500, onlyBeforeMilli: 0 },
      },
      {
        ...{ method: 'GET', route: '/slow', micros: 8 + 10, beforeNodeMicros: 5 + 6 },
        ...{ weightMilli: 3500, onlyBeforeMilli: 0 },
      },
    ]);
    expect(made).toMatchObject({ traced: 2, cut: 0, weightMilli: 3500 });
  });

  test('leave out traces that were cut or asked for, which the slowest may be', () => {
    const usual = traceOf({ id: 'usual', totalMicros: 10 });
    const cut = traceOf({ id: 'cut', totalMicros: 30, isCut: true });
    const forced = traceOf({ id: 'forced', totalMicros: 20, isForced: true });
    const both = traceOf({ id: 'both', totalMicros: 40, isForced: true, isCut: true });
    expect(tracesOf([usual, cut, forced, both])).toEqual({
      ...tracesOf([usual]),
      cut: 1,
      slowest: [both, cut, forced, usual],
    });
  });

  test('stay whole numbers past the last safe one', () => {
    const huge = tracesOf([traceOf({ waitMicros: 9e15, totalMicros: 9e15 })]);
    const [bin] = sumOfTraces([huge, huge]).bins;
    expect(bin?.waitMicros).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('the traces that are kept', () => {
  const many = (count: number, slow: (at: number) => number) =>
    Array.from({ length: count }, (_, at) => traceOf({ id: `host-7-${at}`, totalMicros: slow(at) }));

  test('are the 50 with the lowest hashes and the 10 slowest, each once', () => {
    const traces = many(200, (at) => (at * 37) % 90);
    const { sample, slowest } = tracesOf([...traces, ...traces]);
    const byHash = traces.toSorted((a, b) => hashOf(a.id) - hashOf(b.id));
    expect(sample).toEqual(byHash.slice(0, 50));
    const bySlowness = traces.toSorted((a, b) => b.totalMicros - a.totalMicros || (a.id < b.id ? -1 : 1));
    expect(slowest).toEqual(bySlowness.slice(0, 10));
  });

  test('are an even sample, also of ids that count up', () => {
    const { sample } = tracesOf(many(10_000, () => 1));
    const places = sample.map(({ id }) => Number(id.split('-').at(-1)));
    for (let tenth = 0; tenth < 10_000; tenth += 1_000) {
      const among = places.filter((at) => at >= tenth && at < tenth + 1_000).length;
      // Five on average: more than 14, or none in three places, happens once in thousands of samples.
      expect(among).toBeLessThan(15);
    }
    expect(new Set(places.map((at) => at % 10)).size).toBeGreaterThan(7);
  });

  test('are chosen by a hash that no version may change', () => {
    expect(['', 'a', 'host-7-1'].map(hashOf)).toEqual([2_872_998_923, 444_641_715, 125_567_119]);
  });

  test('are fewer when there is no room for more, and give their memory back', () => {
    const [held, kept] = [{ bytes: 0 }, { bytes: 0 }];
    const builder = new RouteTracesBuilder(held, kept);
    for (const trace of many(100, (at) => at)) builder.add(trace);
    const [all, before] = [builder.finish(false), kept.bytes];
    builder.keepTraces(5);
    expect(builder.finish(false)).toEqual({
      ...all,
      sample: all.sample.slice(0, 5),
      slowest: all.slowest.slice(0, 5),
    });
    expect(kept.bytes).toBe(before / 6);
    builder.keepTraces(0);
    expect(kept.bytes).toBe(0);
    expect(held.bytes).toBeGreaterThan(0);
  });
});

describe('lists that become too long', () => {
  const lines = Array.from({ length: mostSites + 20 }, (_, at) => at + 1);
  const wide = tracesOf(
    lines.map((line) =>
      traceOf({
        id: String(line),
        waits: [
          waitOf({ stack: [callAt(line)], site: 0, operations: line, micros: line, parallelMicros: 1 }),
        ],
        blame: [{ method: 'GET', route: `/${line}`, micros: 2, beforeNodeMicros: line }],
      }),
    ),
  );
  const fold = (traces: RouteTraces) => mergeTraces([{ traces }], true).traces as RouteTraces;
  const sum = (rows: readonly object[], key: string) =>
    rows.reduce((all, row) => all + (row as Record<string, number>)[key]!, 0);

  test('have the lightest rows in one, and lose nothing', () => {
    const folded = fold(wide);
    expect([folded.sites.length, folded.blame.length]).toEqual([mostSites + 1, mostBlamed + 1]);
    for (const key of [
      'traced',
      'weightMilli',
      'operationsMilli',
      'micros',
      'parallelMicros',
      'threadMicros',
    ])
      expect(sum(folded.sites, key)).toBe(sum(wide.sites, key));
    for (const key of ['weightMilli', 'micros', 'beforeNodeMicros'])
      expect(sum(folded.blame, key)).toBe(sum(wide.blame, key));
    const other = folded.sites.find(({ frame }) => frame.name === '(other)');
    expect(other).toMatchObject({ kind: 'net', traced: 20, micros: 210, mostOperations: 20 });
    expect(folded.blame.find(({ route }) => route === '(other)')).toMatchObject({ method: '*', micros: 40 });
    expect({ ...folded, sites: [], blame: [] }).toEqual({ ...wide, sites: [], blame: [] });
  });

  test('are shortened where trees are pruned, and only there', () => {
    const row = { method: 'GET', route: '/a', requests: 0, statusClasses: [0, 0, 0, 0, 0], aborted: 0 };
    const bare = { ...row, latency: mergeLatencies([]), gcMicros: 0, tree: emptyTree };
    const window = { ...mergeWindows([]), routes: [{ ...bare, traces: wide }] };
    const sitesOf = (maxNodes?: number) => mergeWindows([window], maxNodes).routes[0]?.traces?.sites.length;
    expect([sitesOf(), sitesOf(10)]).toEqual([mostSites + 20, mostSites + 1]);
  });

  test('keep their one row for the rest when they are shortened again', () => {
    const once = fold(wide);
    expect(fold(once)).toEqual(once);
    const twice = fold(sumOfTraces([once, once]));
    expect(twice.sites.length).toBe(mostSites + 1);
    expect(twice.sites.find(({ frame }) => frame.name === '(other)')?.micros).toBe(420);
  });
});

test('bins of traces hold the latencies above one bound and up to the other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_600_000_000 }), (micros) => {
      const { lowerMicros, upperMicros } = boundsOfTraceBin(traceBinOf(micros));
      expect(lowerMicros).toBeLessThan(micros);
      expect(upperMicros).toBeGreaterThanOrEqual(micros * (1 - 1e-12));
      expect(upperMicros / lowerMicros).toBeCloseTo(2 ** 0.25);
    }),
  );
  expect([0, 1, 2, 16, Number.NaN].map(traceBinOf)).toEqual([0, 0, 4, 16, 0]);
  expect(traceBinOf(1e300)).toBe(lastTraceBin);
});

test('no trace is changed by what it is added to', () => {
  fc.assert(
    fc.property(anyTrace, (trace: Trace) => {
      const before = JSON.stringify(trace);
      const once = tracesOf([trace]);
      const [first, again] = [JSON.stringify(once), sumOfTraces([once, once])];
      expect(JSON.stringify(once)).toBe(first);
      expect(JSON.stringify(trace)).toBe(before);
      expect(again.traced).toBe(2 * once.traced);
    }),
  );
});
