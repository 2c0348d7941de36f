import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';

test('a call has one node, however many others its caller makes', () => {
  const calls = fc.array(fc.tuple(fc.nat(3), fc.nat(200)), { maxLength: 600 });
  fc.assert(
    fc.property(calls, (all) => {
      const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
      const seen = new Map<string, number>();
      for (const [caller, frame] of all) {
        const parent = builder.child(0, 1_000 + caller);
        const node = builder.child(parent, frame);
        const key = `${parent} ${frame}`;
        expect(node).toBe(seen.get(key) ?? node);
        seen.set(key, node);
      }
      expect(builder.size).toBe(1 + new Set(all.map(([caller]) => caller)).size + seen.size);
    }),
  );
});

test('a full tree finds what it has, and prunes the rest', () => {
  const builder = new TreeBuilder(101, () => 9_999);
  const nodes = Array.from({ length: 100 }, (_, frame) => builder.child(0, frame));
  const pruned = builder.child(0, 100);
  expect(builder.child(0, 101)).toBe(pruned);
  expect(nodes.map((_, frame) => builder.child(0, frame))).toEqual(nodes);
  expect(builder.finish().frame[pruned]).toBe(9_999);
});
