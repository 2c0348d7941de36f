import { describe, expect, test } from 'vitest';
import { estimateWords } from '../../src/presentation/overhead-words.ts';
import { shopModel } from '../render/fixture.ts';

const model = shopModel({});
const overhead = { budget: 0.03, share: 0.029, followed: 0.1, sampled: 0.25, limit: 'sampling' } as const;

describe('what the page says of an estimate', () => {
  test('is nothing where all was measured', () => {
    expect(estimateWords(model)).toBe('');
  });

  test('is how many requests were followed, and in how much of the time', () => {
    const totals = { ...model.totals, followed: 700, offMicros: 22_500_000 };
    expect(estimateWords({ ...model, totals })).toBe(
      'To stay within maxOverhead, 700 of 7,811 requests were followed, and samples taken in 25.0% of the time: CPU time by route is estimated from these. Requests, errors and latencies are of all.',
    );
  });

  test.each([
    [40, 2_000, '40 of 2,000 processes'],
    [0, 1, '0 of 1 process'],
  ])(
    'is how many processes gave stacks, where a fleet takes turns: %i of %i',
    (stackProcesses, processes, words) => {
      const totals = { ...model.totals, followed: 700, offMicros: 22_500_000, processes, stackProcesses };
      expect(estimateWords({ ...model, totals })).toBe(
        `Stacks from ${words}, a random few at a time. 700 of 7,811 requests were followed: CPU time by route is estimated from these. Requests, errors and latencies are of all.`,
      );
    },
  );

  test.each([
    ['following', 'To follow all requests, too, would take more.'],
    ['sampling', 'To take samples all the time would alone take more.'],
    ['counting', 'the budget is not kept, and as little as possible is measured.'],
  ] as const)('is why, where %s takes too much', (limit, words) => {
    const text = estimateWords({ ...model, status: { ...model.status, overhead: { ...overhead, limit } } });
    expect(text).toContain(
      'Now 10.0% of requests are followed in 25.0% of the time, and the profiler takes 2.9% of the CPU time; it may take 3.0%.',
    );
    expect(text).toContain(words);
    expect(text).toContain('Raise maxOverhead to measure more.');
  });
});
