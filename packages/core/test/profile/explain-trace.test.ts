import { expect, test } from 'vitest';
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

test('tracing never took more than the own work', () => {
  const found = explain(oneWait([1_000, 10]));
  expect(found).toMatchObject({ cpuMicros: 140, totalMicros: 390, tracingMicros: 110 });
  expect(found.steps.map(({ kind }) => kind)).toEqual(['wait', 'queued', 'own']);
});
