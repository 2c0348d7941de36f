import { expect, test } from 'vitest';
import { createTraceFiler, type TraceFiler } from '../../src/process/trace-filer.ts';
import type { Trace } from '../../src/profile/trace.ts';
import type { RouteEntry } from '../../src/record/route-table.ts';
import { LoopSamples } from '../../src/trace/loop-samples.ts';
import type { RequestTrace } from '../../src/trace/request-trace.ts';
import { oneWait, other } from '../fixtures/one-wait.ts';

/** Long after the traces, and long before now: each call of `file` has time for one step only. */
const laterMicros = -10_000_000;
const route = { method: 'GET', route: '/x' } as RouteEntry;

function start() {
  const filed: Trace[] = [];
  const filer = createTraceFiler({
    instance: 'test',
    routes: () => [route],
    pauses: () => [],
    samples: new LoopSamples(() => 99),
    file: (_bucket, trace) => filed.push(trace),
  });
  return { filer, filed };
}

function ended(): RequestTrace {
  const trace = oneWait();
  trace.scope.bucket = 0;
  trace.endedMicros = laterMicros - 5_000_000;
  return trace;
}

/** How many calls it takes. */
function callsToFile(filer: TraceFiler): number {
  for (let calls = 1; calls < 1_000; calls++) if (filer.file(laterMicros)) return calls;
  throw new Error('it never ends');
}

test('a trace is explained in steps, over as many turns as it takes', () => {
  const { filer, filed } = start();
  filer.add(ended());
  expect(filer.file(laterMicros)).toBe(false);
  expect(filer.file(laterMicros)).toBe(false);
  expect(filed).toEqual([]);
  expect(filer.waiting()).toBe(1);
  expect(callsToFile(filer)).toBeGreaterThan(2);
  expect(filer.waiting()).toBe(0);

  const whole = start();
  whole.filer.add(ended());
  whole.filer.file(laterMicros, true);
  expect(filed).toEqual(whole.filed);
  expect(filed).toHaveLength(1);
});

test('before the process ends, the one that was begun is filed with the rest', () => {
  const { filer, filed } = start();
  for (const _ of [1, 2, 3]) filer.add(ended());
  filer.file(laterMicros);
  filer.file(laterMicros);
  expect(filer.file(laterMicros, true)).toBe(true);
  expect(filed).toHaveLength(3);
  expect(filer.waiting()).toBe(0);
});

test('a clear drops the one that was begun', () => {
  const { filer, filed } = start();
  filer.add(ended());
  filer.file(laterMicros);
  filer.file(laterMicros);
  filer.clear();
  expect(filer.waiting()).toBe(0);
  expect(filer.file(laterMicros, true)).toBe(true);
  expect(filed).toEqual([]);
});

test('those that wait for the route of others hold up no others, and are filed in the end', () => {
  const { filer, filed } = start();
  const early = ended();
  early.endedMicros = laterMicros - 100_000;
  filer.add(early);
  filer.add(ended());
  other.open = { currentBucket: () => 0 };
  try {
    callsToFile(filer);
    expect(filed).toHaveLength(1);
  } finally {
    other.open = undefined;
  }
  callsToFile(filer);
  expect(filed).toHaveLength(2);
});

test('one that cannot be explained is left out, and the others are filed', () => {
  const { filer, filed } = start();
  const broken = ended();
  (broken as { start: unknown }).start = undefined;
  filer.add(broken);
  filer.add(ended());
  expect(() => filer.file(laterMicros, true)).toThrow();
  expect(filer.file(laterMicros, true)).toBe(true);
  expect(filed).toHaveLength(1);
});
