import { describe, expect, test } from 'vitest';
import { findBlock, type SampledWork } from '../../src/profile/find-block.ts';
import { createScope } from '../../src/sample/scope.ts';
import { Kind, rootFrame } from '../../src/sample/stack-tree.ts';

const a = createScope(0);
const b = createScope(1);
const time = { fromMicros: 1_000, toMicros: 101_000 };

type Sample = readonly [atMicros: number, scope: typeof a | undefined, node: number, kind?: Kind];

/** Nodes 1 and 2 are calls of the functions `one` and `two`. */
function batchOf(...samples: readonly Sample[]): SampledWork {
  const frame = (name: string) => ({ name, file: '/app/a.js', line: 1, column: 1 });
  return {
    timeMicros: Float64Array.from(samples, ([at]) => at),
    scope: samples.map(([, scope]) => scope),
    node: Int32Array.from(samples, ([, , node]) => node),
    kind: Uint8Array.from(samples, ([, , , kind = Kind.script]) => kind),
    stacks: {
      parent: Int32Array.of(-1, 0, 0),
      frame: [rootFrame, frame('one'), frame('two')],
      own: new Uint8Array(3),
    },
  };
}

/** @param moments When requests began; those with `true` ended. */
function found(
  batches: readonly SampledWork[],
  moments: readonly (readonly [number, typeof a, true?])[] = [],
) {
  const { scope, isKnown, stack } = findBlock(
    time,
    batches,
    moments.map(([atMicros, of, isEnd = false]) => ({ atMicros, scope: of, isEnd })),
  );
  return [isKnown ? scope : 'unknown', stack.map(({ name }) => name).join()];
}

describe('who held the loop', () => {
  test('is whose samples fill most of the time, not who has most of them', () => {
    expect(found([batchOf([2_000, a, 1], [3_000, a, 1], [4_000, a, 1], [60_000, b, 2])])).toEqual([b, 'two']);
    expect(found([batchOf([2_000, a, 1], [30_000, a, 1], [60_000, a, 1], [99_000, b, 2])])).toEqual([
      a,
      'one',
    ]);
  });

  test('only by samples of the time itself', () => {
    const samples = batchOf([999, a, 1], [40_000, b, 1], [60_000, undefined, 2], [101_001, a, 1]);
    expect(found([samples])).toEqual([undefined, 'two']);
  });

  test('is known by all batches that were taken of it', () => {
    const batches = [batchOf([2_000, a, 1]), batchOf([30_000, b, 2], [90_000, b, 1], [91_000, b, 1])];
    expect(found(batches)).toEqual([b, 'two']);
    expect(found(batches.reverse())).toEqual([b, 'two']);
  });

  test('without samples is the request that began, and ran until the next', () => {
    expect(
      found(
        [],
        [
          [1_000, a],
          [20_000, b],
        ],
      ),
    ).toEqual([b, '']);
    expect(
      found(
        [],
        [
          [1_000, a],
          [90_000, b],
        ],
      ),
    ).toEqual([a, '']);
  });

  test('a request that began tells more than samples from before it', () => {
    expect(found([batchOf([1_500, undefined, 2], [2_000, undefined, 2])], [[20_000, a]])).toEqual([a, '']);
    expect(found([batchOf([1_500, undefined, 2], [99_000, a, 1])], [[20_000, a]])).toEqual([a, 'one']);
  });

  test('what came before a request is not its own', () => {
    expect(found([], [[70_000, a]])).toEqual(['unknown', '']);
    expect(found([], [[40_000, a]])).toEqual([a, '']);
    expect(found([])).toEqual(['unknown', '']);
  });

  test('garbage collection counts for who held it, and has no stack', () => {
    expect(found([batchOf([50_000, a, 1, Kind.gc])])).toEqual([a, '']);
  });

  test('a request that ended had held it until then, and not after', () => {
    expect(found([], [[60_000, a, true]])).toEqual([a, '']);
    expect(found([], [[40_000, a, true]])).toEqual(['unknown', '']);
    const drain = batchOf([98_000, b, 2]);
    const began = [2_000, a] as const;
    expect(found([drain], [began, [97_000, a, true]])).toEqual([a, '']);
    expect(found([drain], [began, [30_000, a, true]])).toEqual([b, 'two']);
    // Nobody is known to have run between them.
    expect(
      found(
        [],
        [
          [30_000, a, true],
          [80_000, b],
        ],
      ),
    ).toEqual(['unknown', '']);
  });
});
