import { expect, test } from 'vitest';
import type { Arrival } from '../../src/trace/request-trace.ts';
import { explain, oneWait } from '../fixtures/one-wait.ts';

test('the parts add up to the latency', () => {
  expect(explain(oneWait([0, 0]))).toMatchObject({
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
  expect(explain(oneWait([60, 100]))).toMatchObject({
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

test('what tracing took of the callback that ended a wait is in no part, either', () => {
  const trace = oneWait([60, 100]);
  const [arrival] = trace.arrivals as [Arrival];
  const delivery = { fromMicros: 1_300, toMicros: 1_350, tracingMicros: 20 };
  trace.arrivals[0] = { ...arrival, delivery };
  expect(explain(trace)).toMatchObject({
    ...{ cpuMicros: 90, queuedMicros: 30, waitMicros: 200, totalMicros: 320, tracingMicros: 180 },
    steps: [
      { kind: 'own', startMicros: 0, micros: 40 },
      { kind: 'wait', startMicros: 40, micros: 200 },
      { kind: 'queued', startMicros: 240, micros: 30 },
      { kind: 'own', startMicros: 270, micros: 50 },
    ],
  });
  // Never more than there was.
  trace.arrivals[0] = { ...arrival, delivery: { ...delivery, tracingMicros: 70 } };
  expect(explain(trace)).toMatchObject({ queuedMicros: 0, totalMicros: 290, tracingMicros: 210 });
});

test('tracing never took more than the own work', () => {
  const found = explain(oneWait([1_000, 10]));
  expect(found).toMatchObject({ cpuMicros: 140, totalMicros: 390, tracingMicros: 110 });
  expect(found.steps.map(({ kind }) => kind)).toEqual(['wait', 'queued', 'own']);
});
