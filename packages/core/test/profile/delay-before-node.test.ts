import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delayBeforeNode } from '../../src/profile/delay-before-node.ts';
import { Bucket, createScope } from '../../src/sample/scope.ts';
import type { BeforeNode } from '../../src/trace/before-node.ts';
import type { LoopStretch } from '../../src/trace/loop-log.ts';
import { withGaps } from '../../src/trace/loop-stretches.ts';

const [a, b] = [createScope(Bucket.unresolved), createScope(Bucket.unresolved)];

/** Read by a poll that ended at 300, after one at 100. */
function readAt300(
  held: readonly LoopStretch[] = [],
  more: Partial<BeforeNode> = {},
  waited = false,
): BeforeNode {
  const own = {
    ...{ leastMicros: 80, leastWokenMicros: 290, fromMicros: 100, polledMicros: 300, wokenMicros: 295 },
    ...{ turn: 2, isKnown: true, waited },
  };
  return { own, connection: undefined, use: undefined, known: held, begun: [], ...more };
}

const context = { pauses: [], samples: { between: (): LoopStretch[] => [] } };
const sum = (parts: readonly { readonly micros: number }[]): number =>
  parts.reduce((all, { micros }) => all + micros, 0);
const used = (lastBeganMicros: number, lastSentMicros: number) => ({
  use: { socket: {}, lastBeganMicros, lastSentMicros },
});

describe('how long a request waited before Node handed it over', () => {
  test('half of the time between the polls, and all of what followed', () => {
    const { maxMicros, parts } = delayBeforeNode(readAt300(), 340, context);
    expect(sum(parts)).toBe(100 + 40);
    expect(maxMicros).toBe(260);
  });

  test('nothing while the loop waited for it', () => {
    const { maxMicros, parts } = delayBeforeNode(readAt300([], {}, true), 300, context);
    expect([sum(parts), maxMicros]).toEqual([5, 10]);
  });

  test('not before the last response on its connection was sent', () => {
    const { maxMicros, parts } = delayBeforeNode(readAt300([], used(150, 200)), 300, context);
    expect([sum(parts), maxMicros]).toEqual([50, 150]);
  });

  test('a response that was sent meanwhile says nothing of a request that was there before', () => {
    expect(sum(delayBeforeNode(readAt300([], used(150, 320)), 340, context).parts)).toBe(40);
  });

  test('what ran late delays it more probably than what ran early', () => {
    const held = [
      { fromMicros: 100, toMicros: 200, scope: a },
      { fromMicros: 200, toMicros: 300, scope: b },
    ];
    const { parts } = delayBeforeNode(readAt300(held), 300, context);
    expect(parts).toMatchObject([
      { scope: a, micros: 25 },
      { scope: b, micros: 75 },
    ]);
  });

  test('garbage collection is told apart', () => {
    const held = [{ fromMicros: 300, toMicros: 340, scope: a }];
    const { parts } = delayBeforeNode(readAt300(held), 340, {
      ...context,
      pauses: [{ fromMicros: 310, toMicros: 320 }],
    });
    expect(parts.slice(1)).toMatchObject([
      { scope: a, isGc: false, micros: 10 },
      { isGc: true, micros: 10 },
      { scope: a, isGc: false, micros: 20 },
    ]);
  });

  test('where nothing was traced, samples say who had the loop, then the requests that began', () => {
    const before = readAt300([{ fromMicros: 300, toMicros: 340, scope: undefined }], {
      begun: [{ fromMicros: 100, toMicros: 300, scope: a }],
    });
    const between = (): LoopStretch[] => [{ fromMicros: 200, toMicros: 320, scope: b }];
    expect(delayBeforeNode(before, 340, { ...context, samples: { between } }).parts).toMatchObject([
      { scope: a, micros: 25 },
      { scope: b, micros: 75 },
      { scope: undefined, micros: 40 },
    ]);
  });

  test('its parts add up, whoever had the loop', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, fc.integer({ min: 300, max: 400 }), (moments, beganMicros) => {
        const sorted = [...moments].sort((x, y) => x - y);
        const held = sorted.slice(1).map((toMicros, i) => ({
          ...{ fromMicros: sorted[i] as number, toMicros },
          scope: [a, b, undefined][i % 3],
        }));
        const { parts } = delayBeforeNode(readAt300(held.filter((_, i) => i % 4 > 0)), beganMicros, context);
        expect(sum(parts)).toBeCloseTo(100 + beganMicros - 300, 6);
      }),
    );
  });
});

test('gaps between stretches are filled, and nothing else', () => {
  const known = [
    { fromMicros: 10, toMicros: 20, scope: a },
    { fromMicros: 30, toMicros: 40, scope: a },
  ];
  expect(withGaps(known, [{ fromMicros: 0, toMicros: 35, scope: b }])).toEqual([
    { fromMicros: 0, toMicros: 10, scope: b },
    { fromMicros: 10, toMicros: 20, scope: a },
    { fromMicros: 20, toMicros: 30, scope: b },
    { fromMicros: 30, toMicros: 40, scope: a },
  ]);
});
