import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoopDelays, LoopDelaysBuilder, loopDelayMicros } from '../../src/profile/loop-delays.ts';

/** Turns, each with how long the loop was busy and then idle. */
type Turn = readonly [busyMicros: number, idleMicros: number];

function delaysOf(turns: readonly Turn[]): LoopDelays {
  const builder = new LoopDelaysBuilder();
  for (const [busy, idle] of turns) builder.add(busy, busy + idle);
  return builder.finish();
}

/** The same by looking at every microsecond. */
function quantileOf(turns: readonly Turn[], share: number): number {
  const delays = turns.flatMap(([busy, idle]) => [
    ...Array.from({ length: busy }, (_, i) => busy - i),
    ...Array.from({ length: idle }, () => 0),
  ]);
  delays.sort((a, b) => a - b);
  return delays[Math.min(delays.length - 1, Math.ceil(share * delays.length))] ?? 0;
}

const turns = fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { maxLength: 20 });

describe('the delay of an event at a random moment', () => {
  test('is 0 while the loop is idle', () => {
    expect(loopDelayMicros(delaysOf([[0, 1_000_000]]), 0.99)).toBe(0);
    expect(loopDelayMicros(undefined, 0.99)).toBe(0);
  });

  test('in a loop that is always blocked for a time, is evenly spread over it', () => {
    const delays = delaysOf(Array.from({ length: 10 }, () => [100_000, 0] as const));
    expect(loopDelayMicros(delays, 0.5)).toBe(50_000);
    expect(loopDelayMicros(delays, 0.99)).toBe(99_000);
  });

  test('counts a turn by the time that it takes', () => {
    // A tenth of the time is blocked: one event in a hundred waits for 270 of 300 ms.
    const delays = delaysOf([[300_000, 0], ...Array.from({ length: 1_000 }, () => [0, 2_700] as const)]);
    expect(loopDelayMicros(delays, 0.99)).toBe(270_000);
    expect(loopDelayMicros(delays, 0.9)).toBe(0);
  });

  test('is what every single moment says, but for the width of a bin', () => {
    fc.assert(
      fc.property(turns, fc.constantFrom(0.3, 0.5, 0.9, 0.99), (list, share) => {
        const exact = quantileOf(list, share);
        expect(Math.abs(loopDelayMicros(delaysOf(list), share) - exact)).toBeLessThanOrEqual(2 + 0.03 * 400);
      }),
    );
  });
});

test('merging is addition, in any order', () => {
  fc.assert(
    fc.property(fc.array(turns, { maxLength: 5 }), (lists) => {
      const merged = (parts: readonly LoopDelays[]): LoopDelays => {
        const builder = new LoopDelaysBuilder();
        for (const part of parts) builder.merge(part);
        return builder.finish();
      };
      const parts = lists.map(delaysOf);
      expect(merged(parts)).toEqual(delaysOf(lists.flat()));
      expect(merged([merged(parts.slice(1)), ...parts.slice(0, 1)])).toEqual(merged(parts));
    }),
  );
});
