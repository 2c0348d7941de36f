import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atOnce } from '../src/in-turns.ts';
import { sortSteps } from '../src/sort-steps.ts';

test('texts are sorted as by sort(), whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 3_000 }), (texts) => {
      expect(atOnce(sortSteps(texts))).toEqual([...texts].sort());
    }),
  );
});

test('a long list takes many steps', () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `frame ${(i * 7_919) % 20_000}`);
  const steps = sortSteps(texts);
  let count = 0;
  for (let step = steps.next(); !step.done; step = steps.next()) count++;
  // 40 runs of 500, and 6 rounds of merging.
  expect(count).toBeGreaterThan(200);
});
