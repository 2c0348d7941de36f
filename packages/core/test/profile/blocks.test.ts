import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blocksSince, mergeBlocks, mostBlocks } from '../../src/profile/blocks.ts';
import { findBlock } from '../../src/profile/find-block.ts';
import { latencyCount } from '../../src/profile/latency.ts';
import { createScope } from '../../src/sample/scope.ts';
import { Kind, rootFrame, type StackTree } from '../../src/sample/stack-tree.ts';
import { anyBlocks } from '../fixtures/any-blocks.ts';

test('merging keeps the longest, counts all, and is the same in any order and grouping', () => {
  const windows = fc.array(anyBlocks, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(windows, fc.nat(5), (all, at) => {
      const parts = all.map((blocks) => ({ blocks }));
      const merged = mergeBlocks(parts);
      const first = mergeBlocks(parts.slice(0, at));
      expect(mergeBlocks([...parts.slice(at).reverse(), first])).toEqual(merged);
      const kept = all.flatMap(({ longest }) => longest).map(({ micros }) => micros);
      expect(merged.blocks?.longest.map(({ micros }) => micros)).toEqual(
        kept.sort((a, b) => b - a).slice(0, mostBlocks),
      );
      const counts = all.map(({ lengths }) => latencyCount(lengths));
      expect(merged.blocks && latencyCount(merged.blocks.lengths)).toBe(counts.reduce((sum, n) => sum + n));
    }),
  );
  expect(mergeBlocks([{}, {}])).toEqual({});
});

test('of blocks that become known in a recording, those that were over before it are left out', () => {
  fc.assert(
    fc.property(anyBlocks, fc.nat(), (blocks, at) => {
      const ends = blocks.longest.map(({ atMicros, micros }) => atMicros + micros);
      const since = ends[at % (ends.length + 1)] ?? Math.max(0, ...ends) + 1;
      const left = blocksSince({ blocks }, since).blocks;
      const wanted = blocks.longest.filter((_, i) => (ends[i] as number) >= since);
      expect(left?.longest ?? []).toEqual(wanted);
      if (left === undefined) return;
      const isWhole = wanted.length === blocks.longest.length;
      expect(latencyCount(left.lengths)).toBe(isWhole ? latencyCount(blocks.lengths) : wanted.length);
    }),
  );
  expect(blocksSince({}, 0)).toEqual({});
});

describe('the block in a time in which the loop did not poll', () => {
  const [blocker, other] = [createScope(1), createScope(2)];
  const frames = ['', 'handle', 'parse', 'gc'].map((name) => ({ ...rootFrame, name, file: '/app/a.js' }));
  const stacks: StackTree = {
    parent: Int32Array.of(-1, 0, 1, 0),
    frame: frames,
    own: new Uint8Array(4),
  };
  const batch = (
    samples: readonly (readonly [at: number, scope: typeof other | undefined, node: number])[],
  ) => ({
    timeMicros: Float64Array.from(samples, ([at]) => at),
    scope: samples.map(([, scope]) => scope),
    node: Int32Array.from(samples, ([, , node]) => node),
    kind: Uint8Array.from(samples, ([, , node]) => (node === 3 ? Kind.gc : Kind.script)),
    stacks,
  });
  const run = (from: number, to: number, scope: typeof other | undefined, node: number) =>
    Array.from({ length: (to - from) / 1_000 }, (_, i) => [from + i * 1_000, scope, node] as const);

  test('belongs to the work that most samples are of, with its stack', () => {
    const samples = batch([...run(100_000, 110_000, other, 1), ...run(110_000, 190_000, blocker, 2)]);
    const found = findBlock({ fromMicros: 99_500, toMicros: 190_400 }, [samples], []);
    expect(found.scope).toBe(blocker);
    expect(found.stack.map(({ name }) => name)).toEqual(['parse', 'handle']);
    // What came before and after is of no account.
    const part = findBlock({ fromMicros: 100_000, toMicros: 112_000 }, [samples], []);
    expect(part.scope).toBe(other);
    expect(part.stack.map(({ name }) => name)).toEqual(['handle']);
  });

  test('may be divided by a drain', () => {
    const batches = [
      batch([...run(0, 40_000, other, 1), ...run(40_000, 70_000, blocker, 1)]),
      batch(run(70_000, 110_000, blocker, 2)),
    ];
    const found = findBlock({ fromMicros: 0, toMicros: 110_000 }, batches, []);
    expect(found.scope).toBe(blocker);
    expect(found.stack.map(({ name }) => name)).toEqual(['parse', 'handle']);
  });

  test('garbage collection belongs to the work in which it was, and is in no stack', () => {
    const samples = batch([...run(0, 60_000, blocker, 3), ...run(60_000, 80_000, blocker, 2)]);
    const found = findBlock({ fromMicros: 0, toMicros: 80_000 }, [samples], []);
    expect(found.scope).toBe(blocker);
    expect(found.stack.map(({ name }) => name)).toEqual(['parse', 'handle']);
  });
});
