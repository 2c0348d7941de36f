import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallTree, type DepthFirstTree, totalsOf, workColumns } from '../../src/profile/call-tree.ts';
import { canonicalTree } from '../../src/profile/canonical-tree.ts';
import { type HeaviestTree, mergeHeaviest } from '../../src/profile/merge-heaviest.ts';
import { pruneTree } from '../../src/profile/prune.ts';
import { TreeBuilder } from '../../src/profile/tree-builder.ts';
import { trees } from '../fixtures/windows.ts';
import { withChanged } from '../fixtures/work.ts';

const prunedFrame = 6;
const frames = Int32Array.from({ length: 7 }, (_, frame) => frame);

/** Canonical trees, some of which were pruned when they were recorded. */
const forests = fc.array(
  fc
    .tuple(trees, fc.integer({ min: 2, max: 40 }))
    .map(([tree, nodes]) => canonicalTree(pruneTree(tree, nodes, prunedFrame))),
  { maxLength: 4 },
);
const limits = fc.integer({ min: 3, max: 30 });

function heaviest(forest: readonly DepthFirstTree[], maxNodes: number, from?: number): HeaviestTree {
  const steps = mergeHeaviest(forest, { frames, from, maxNodes, prunedFrame });
  for (;;) {
    const step = steps.next();
    if (step.done) return { ...step.value, tree: canonicalTree(step.value.tree) };
  }
}

/** The slow and simple way: everything, node by node. */
function whole(forest: readonly CallTree[], from?: number): CallTree {
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => prunedFrame);
  for (const tree of forest) {
    const nodes: number[] = [];
    const own = workColumns(tree);
    tree.parent.forEach((above, i) => {
      const place = i === 0 ? 0 : (nodes[above] as number);
      const frame = tree.frame[i] as number;
      const outside = from !== undefined && place === 0 && frame !== from;
      nodes[i] = i === 0 || outside ? 0 : builder.child(place, frame);
      if (from !== undefined && nodes[i] === 0) return;
      builder.add(
        nodes[i] as number,
        own.samples[i] as number,
        own.wallMicros[i] as number,
        own.cpuMicros[i] as number,
      );
    });
  }
  return canonicalTree(builder.finish());
}

/** Each stack, as text, with its weight and that of all below it. */
function stacksOf(tree: CallTree): Map<string, number[]> {
  const paths: string[] = [];
  const weights = Object.values(workColumns(tree));
  const totals = weights.map((self) => totalsOf(tree, self));
  tree.parent.forEach((above, i) => {
    paths[i] = i === 0 ? '' : `${paths[above]}/${tree.frame[i]}`;
  });
  return new Map(paths.map((path, i) => [path, [...totals, ...weights].map((of) => of[i] as number)]));
}

const isPruned = (path: string) => path.endsWith(`/${prunedFrame}`);

describe('the heaviest nodes of a sum of trees', () => {
  test('are all nodes if they fit', () => {
    fc.assert(
      fc.property(forests, (forest) => {
        const tree = whole(forest);
        const size = Math.max(3, tree.parent.length);
        expect(heaviest(forest, size)).toEqual({ tree, prunedNodes: 0 });
        expect(heaviest(forest, size + 1)).toEqual({ tree, prunedNodes: 0 });
      }),
    );
  });

  test('keep their self weight, and with pruned nodes below them their total weight', () => {
    fc.assert(
      fc.property(forests, limits, (forest, maxNodes) => {
        const all = stacksOf(whole(forest));
        const { tree } = heaviest(forest, maxNodes);
        expect(tree.parent.length).toBeLessThanOrEqual(maxNodes);
        for (const [path, weights] of stacksOf(tree)) {
          if (!isPruned(path)) expect(weights).toEqual(all.get(path));
        }
      }),
    );
  });

  test('are at least as heavy as any pruned node, and as many as allowed', () => {
    fc.assert(
      fc.property(forests, limits, (forest, maxNodes) => {
        const all = stacksOf(whole(forest));
        const { tree } = heaviest(forest, maxNodes);
        const kept = stacksOf(tree);
        const wall = (path: string) => all.get(path)?.[1] as number;
        const left = [...all.keys()].filter((path) => !kept.has(path) && !isPruned(path));
        if (left.length === 0) return;
        const lightest = Math.min(...[...kept.keys()].filter((path) => !isPruned(path)).map(wall));
        expect(Math.max(...left.map(wall))).toBeLessThanOrEqual(lightest);
        // Each further node may bring a `(pruned)` one with it.
        expect(tree.parent.length).toBeGreaterThanOrEqual(maxNodes - 1);
      }),
    );
  });

  test('report how many nodes are left out', () => {
    fc.assert(
      fc.property(forests, limits, (forest, maxNodes) => {
        const { tree, prunedNodes } = heaviest(forest, maxNodes);
        const kept = stacksOf(tree);
        const left = forest.flatMap((one) =>
          [...stacksOf(one).keys()].filter((path) => !kept.has(path) && !isPruned(path)),
        );
        expect(prunedNodes).toBe(left.length);
      }),
    );
  });

  test('are the same in any order of the trees, also with equal weights', () => {
    fc.assert(
      fc.property(forests, limits, (varied, maxNodes) => {
        const forest = varied.map((tree) =>
          canonicalTree(withChanged(tree, ({ wallMicros }) => ({ wallMicros: wallMicros.map(() => 1) }))),
        );
        expect(heaviest([...forest].reverse(), maxNodes)).toEqual(heaviest(forest, maxNodes));
      }),
    );
  });

  test('can begin with the outermost calls of one function', () => {
    fc.assert(
      fc.property(forests, limits, fc.integer({ min: 0, max: 5 }), (forest, maxNodes, from) => {
        const all = whole(forest, from);
        const size = Math.max(3, all.parent.length);
        expect(heaviest(forest, size, from)).toEqual({ tree: all, prunedNodes: 0 });
        const stacks = stacksOf(all);
        for (const [path, weights] of stacksOf(heaviest(forest, maxNodes, from).tree)) {
          if (!isPruned(path)) expect(weights).toEqual(stacks.get(path));
        }
      }),
    );
  });
});
