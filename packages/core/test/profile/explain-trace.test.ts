import { expect, test } from 'vitest';
import { explainTrace } from '../../src/profile/explain-trace.ts';
import { createServiceTimes } from '../../src/profile/service-times.ts';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import { cameAt } from '../../src/trace/came.ts';
import type { Operation } from '../../src/trace/operation.ts';
import { type Arrival, type OwnWork, RequestTrace } from '../../src/trace/request-trace.ts';

const timer: Operation = { kind: 'timer', target: '', operation: '', library: '' };
const other = createScope(Bucket.unresolved);

/** Works for 100 µs, waits for 200, is queued for 50, works for 150. */
function traceWith(tracingMicros: readonly [first: number, last: number]): RequestTrace {
  const trace = new RequestTrace(
    createScope(Bucket.unresolved),
    { number: 1, weightMilli: 1000, mayForce: false },
    1_000,
    { own: cameAt(1_000), connection: undefined, use: undefined, known: [], begun: [] },
  );
  const own = (fromMicros: number, toMicros: number, tracing: number): OwnWork => ({
    ...{ fromMicros, toMicros, tracingMicros: tracing, cpuFromMicros: 0, cpuMicros: Number.NaN },
  });
  trace.own.push(own(1_000, 1_100, tracingMicros[0]), own(1_350, 1_500, tracingMicros[1]));
  const arrival: Arrival = {
    ...{
      fromMicros: 1_100,
      toMicros: 1_350,
      startMicros: 1_100,
      what: timer,
      made: undefined,
      answer: undefined,
      job: undefined,
    },
    ...{ leastReadyMicros: 1_300, mostReadyMicros: 1_300, continuations: [], heldMicros: 0 },
    queued: [{ fromMicros: 1_300, toMicros: 1_350, scope: other }],
  };
  trace.arrivals.push(arrival);
  trace.endedMicros = 1_500;
  return trace;
}

const explain = (trace: RequestTrace) =>
  explainTrace(trace, {
    instance: 'test',
    pauses: [],
    samples: { between: () => [] },
    serviceTimes: createServiceTimes(),
    nameOf: (scope: Scope | undefined) => ({ method: 'GET', route: scope === other ? '/other' : '/a' }),
  });

test('the parts add up to the latency', () => {
  expect(explain(traceWith([0, 0]))).toMatchObject({
    ...{ cpuMicros: 250, queuedMicros: 50, waitMicros: 200, totalMicros: 500, tracingMicros: 0 },
    steps: [
      { kind: 'own', startMicros: 0, micros: 100 },
      { kind: 'wait', startMicros: 100, micros: 200 },
      { kind: 'queued', startMicros: 300, micros: 50 },
      { kind: 'own', startMicros: 350, micros: 150 },
    ],
  });
});

test('what tracing took is in no part, and moves what comes after it', () => {
  expect(explain(traceWith([60, 100]))).toMatchObject({
    ...{
      cpuMicros: 90,
      onCpuMicros: 90,
      queuedMicros: 50,
      waitMicros: 200,
      totalMicros: 340,
      tracingMicros: 160,
    },
    steps: [
      { kind: 'own', startMicros: 0, micros: 40 },
      { kind: 'wait', startMicros: 40, micros: 200 },
      { kind: 'queued', startMicros: 240, micros: 50 },
      { kind: 'own', startMicros: 290, micros: 50 },
    ],
  });
});

test('tracing never took more than the own work', () => {
  const found = explain(traceWith([1_000, 10]));
  expect(found).toMatchObject({ cpuMicros: 140, totalMicros: 390, tracingMicros: 110 });
  expect(found.steps.map(({ kind }) => kind)).toEqual(['wait', 'queued', 'own']);
});
