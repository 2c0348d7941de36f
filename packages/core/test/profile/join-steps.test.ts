import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinSteps } from '../../src/profile/join-steps.ts';
import type { TraceStep } from '../../src/profile/trace.ts';
import { anyTrace } from '../fixtures/any-traces.ts';

const sumOf = (steps: readonly TraceStep[]) => steps.reduce((sum, { micros }) => sum + micros, 0);

/** Steps of waits, each with its own number. */
function stepsOf(lengths: readonly number[]): TraceStep[] {
  let startMicros = 0;
  return lengths.map((micros, wait) => {
    const step = { kind: 'wait' as const, startMicros, micros, wait, by: -1 };
    startMicros += micros;
    return step;
  });
}

test('joined steps follow each other, take as long as before, and are not too many', () => {
  fc.assert(
    fc.property(anyTrace, fc.integer({ min: 1, max: 12 }), ({ steps }, most) => {
      const joined = joinSteps(steps, most);
      expect(joined.length).toBe(Math.min(steps.length, most));
      expect(sumOf(joined)).toBe(sumOf(steps));
      let at = 0;
      for (const { startMicros, micros } of joined) {
        expect(startMicros).toBe(at);
        at += micros;
      }
    }),
  );
});

test('the shortest neighbours are joined, and count as the longer of the two', () => {
  const steps = stepsOf([9, 1, 2, 9, 3, 1, 9]);
  expect(joinSteps(steps, 7)).toBe(steps);
  expect(joinSteps(steps, 5).map(({ micros, wait }) => [micros, wait])).toEqual([
    [9, 0],
    [3, 2],
    [9, 3],
    [4, 4],
    [9, 6],
  ]);
  expect(joinSteps(steps, 1).map(({ micros, startMicros }) => [micros, startMicros])).toEqual([[34, 0]]);
});

test('many equal steps become steps of about equal length', () => {
  const joined = joinSteps(stepsOf(Array.from({ length: 50_000 }, () => 1)), 200);
  expect(joined.length).toBe(200);
  expect(Math.max(...joined.map(({ micros }) => micros))).toBeLessThanOrEqual(2 * (50_000 / 200));
});
