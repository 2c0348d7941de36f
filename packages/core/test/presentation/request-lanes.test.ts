import { describe, expect, test } from 'vitest';
import type { SlowRequest, SlowStep } from '../../src/presentation/model/latency-rows.ts';
import { lanesOf, ticksOf } from '../../src/presentation/request-lanes.ts';

const query: NonNullable<SlowStep['wait']> = {
  ...{ kind: 'net', target: 'postgres', operation: 'select ?', library: '' },
  ...{ name: 'load', file: 'src/a.ts', line: 3, column: 1 },
};

/** A request of these steps, one after the other, and of as long before Node. */
function requestOf(steps: readonly Omit<SlowStep, 'startMicros'>[], beforeNodeMicros = 0): SlowRequest {
  let totalMicros = 0;
  const placed = steps.map((step) => {
    totalMicros += step.micros;
    return { ...step, startMicros: totalMicros - step.micros };
  });
  return {
    ...{ id: 'r', at: 0, method: 'GET', route: '/', status: 200, isForced: false, isCut: false },
    ...{ cpuMicros: 0, onCpuMicros: 0, gcMicros: 0, queuedMicros: 0, waitMicros: 0, totalMicros },
    ...{ tracingMicros: 0, beforeNodeMicros, beforeNodeMaxMicros: beforeNodeMicros, steps: placed },
  };
}

describe('lanes of a request', () => {
  test('there is one for its own work, each place of waits and each delayer, in the order in which they begin', () => {
    const request = requestOf([
      { kind: 'own', micros: 100 },
      { kind: 'wait', micros: 200, wait: query },
      { kind: 'queued', micros: 50, by: { method: 'GET', route: '/report' } },
      { kind: 'wait', micros: 300, wait: query },
      { kind: 'wait', micros: 10, wait: { ...query, line: 4 } },
      { kind: 'queued', micros: 40, by: { method: '', route: '(gc)' } },
      { kind: 'own', micros: 100 },
    ]);
    const lanes = lanesOf(request, 10);
    expect(lanes.map(({ kind, name, micros }) => [kind, name, micros])).toEqual([
      ['own', '', 200],
      ['net', 'postgres', 500],
      ['queued', 'GET /report', 50],
      ['net', 'postgres', 10],
      ['queued', 'garbage collection', 40],
    ]);
    expect(lanes.map(({ isByRoute }) => isByRoute)).toEqual([false, false, true, false, false]);
    expect(lanes[1]?.stretches.map(({ from, width }) => [from, width])).toEqual([
      [100 / 800, 200 / 800],
      [350 / 800, 300 / 800],
    ]);
  });

  test('the axis begins before Node saw the request, and its zero is when Node did', () => {
    const request = requestOf([{ kind: 'own', micros: 75_000 }], 25_000);
    const [before, own] = lanesOf(request, 10);
    expect(before).toMatchObject({ kind: 'before', micros: 25_000 });
    expect(before?.stretches).toMatchObject([{ from: 0, width: 0.25 }]);
    expect(own?.stretches).toMatchObject([{ from: 0.25, width: 0.75 }]);
    expect(ticksOf(request, 0.1).map(({ at, text }) => [at, text])).toEqual([
      [0.25, '0'],
      [0.45, '20.0 ms'],
      [0.65, '40.0 ms'],
      [0.85, '60.0 ms'],
      [1, '75.0 ms'],
    ]);
    expect(ticksOf(request, 0.3).map(({ text }) => text)).toEqual(['0', '75.0 ms']);
  });

  test('the last moment may have more room', () => {
    for (let totalMicros = 1_000; totalMicros < 100_000; totalMicros += 500) {
      const ticks = ticksOf(requestOf([{ kind: 'own', micros: totalMicros }]), 0.07, 0.1);
      const [before, last] = ticks.slice(-2) as [(typeof ticks)[0], (typeof ticks)[0]];
      expect(last.at - before.at, String(totalMicros)).toBeGreaterThanOrEqual(0.1 - 1e-9);
    }
  });

  test('the shortest share a lane where there are too many', () => {
    const request = requestOf(
      [5, 1, 9, 2, 7].map((micros, line) => ({ kind: 'wait', micros, wait: { ...query, line } })),
    );
    const lanes = lanesOf(request, 3);
    expect(lanes.map(({ name, micros }) => [name, micros])).toEqual([
      ['postgres', 9],
      ['postgres', 7],
      ['3 more', 8],
    ]);
    expect(lanes[2]?.stretches).toHaveLength(3);
  });
});
