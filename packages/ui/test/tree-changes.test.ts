import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../core/src/profile/call-tree.ts';
import { treeOf } from '../src/flame/call-tree.ts';
import { colourPackages, kindOf } from '../src/flame/colours.ts';
import { fold } from '../src/flame/fold.ts';
import { invert } from '../src/flame/invert.ts';
import { keyText, nodeOfKey, pathKeys } from '../src/flame/path-keys.ts';
import { labelOfBox, sceneOf } from '../src/flame/scene.ts';
import { litFrames, matchedWeight, matchingFrames } from '../src/flame/search.ts';
import { wholeFunctionOf } from '../src/flame/whole-function.ts';
import { containing } from '../src/shared.ts';
import { largeFlame, sampleFlame } from './sample-flame.ts';

const tree = treeOf(sampleFlame);
const namesOf = (of: typeof tree): string[] =>
  Array.from(of.frame, (frame) => of.frames[frame]?.name ?? 'root');

describe('folding', () => {
  test('a run within one package becomes one box with the weight of all', () => {
    const folded = fold(tree, { packages: true, node: false }).tree;
    expect(namesOf(folded)).toEqual(['root', 'emit', '[lib]', 'handle', '(garbage collector)']);
    expect([...folded.samples]).toEqual([0, 1, 5, 10, 4]);
  });

  test('Node folds too, and time without a function keeps its name', () => {
    const folded = fold(tree, { packages: true, node: true }).tree;
    expect(namesOf(folded)).toEqual(['root', '[Node]', '[lib]', 'handle', '(garbage collector)']);
    expect(totalsOf(folded, folded.cpuMicros)[0]).toBe(2000);
  });

  test('a dependency that is called Node is not Node', () => {
    const frames = tree.frames.map((frame) =>
      frame.package === 'lib' ? { ...frame, package: 'Node' } : frame,
    );
    const folded = fold({ ...tree, frames }, { packages: true, node: true }).tree;
    expect(namesOf(folded)).toEqual(['root', '[Node]', '[Node]', 'handle', '(garbage collector)']);
    expect(folded.frames[folded.frame[2] as number]).toMatchObject({ origin: 'dependency', package: 'Node' });
  });

  test('nothing to fold leaves the tree as it is', () => {
    expect(fold(tree, { packages: false, node: false }).tree).toBe(tree);
  });
});

describe('inverting', () => {
  test('the functions that spent the time come first, and nothing is lost', () => {
    const { tree: inverted, cut } = invert(tree, tree.samples);
    expect(cut).toBe(false);
    const totals = totalsOf(inverted, inverted.samples);
    expect(totals[0]).toBe(20);
    const first = Array.from(inverted.parent, (parent, node) => (node > 0 && parent === 0 ? node : 0)).filter(
      Boolean,
    );
    const selfByName = first.map((node) => [inverted.frames[inverted.frame[node]!]!.name, totals[node]]);
    expect(Object.fromEntries(selfByName)).toEqual({
      emit: 1,
      next: 2,
      run: 3,
      handle: 10,
      '(garbage collector)': 4,
    });
  });
});

describe('inverting a tree that is too large', () => {
  const large = treeOf(largeFlame(3_000));
  const whole = invert(large, large.samples);

  test('grows where most weight is, and says so of the rest', () => {
    const { tree: few, cut } = invert(large, large.samples, 200);
    expect(whole.cut).toBe(false);
    expect(cut).toBe(true);
    expect(whole.tree.parent.length).toBeGreaterThan(1_000);
    expect(few.parent.length).toBeLessThan(2 * 200 + large.frames.length + 2);
    expect(namesOf(few)).toContain('(pruned)');
    expect(namesOf(whole.tree)).not.toContain('(pruned)');
    for (const measure of ['samples', 'cpuMicros', 'wallMicros'] as const)
      expect(totalsOf(few, few[measure])[0]).toBe(totalsOf(whole.tree, whole.tree[measure])[0]);
  });

  test('a deep tree takes no longer than a wide one', () => {
    const depth = 20_000;
    const ones = Array.from({ length: depth }, () => 1);
    const deep = treeOf({
      ...sampleFlame,
      parent: ones.map((_, node) => Math.max(0, node - 1)),
      frame: ones.map((_, node) => node % 4),
      samples: ones,
      cpuMicros: ones,
      wallMicros: ones,
    });
    const { tree: inverted, cut } = invert(deep, deep.samples);
    expect(cut).toBe(true);
    expect(inverted.parent.length).toBeLessThan(110_000);
    expect(totalsOf(inverted, inverted.samples)[0]).toBe(depth - 1);
  });
});

describe('zoom keys', () => {
  test('name a path, also in another report where the numbers of the nodes differ', () => {
    const keys = pathKeys(tree);
    expect(new Set(keys).size).toBe(keys.length);
    const other = treeOf({ ...sampleFlame, parent: [0, 0, 0, 2, 3, 4], frame: [0, 5, 4, 2, 3, 1] });
    const otherKeys = pathKeys(other);
    expect(nodeOfKey(otherKeys, keyText(keys[4]!))).toBe(5);
    expect(nodeOfKey(keys, 'nonsense')).toBe(0);
    expect(nodeOfKey(keys, '')).toBe(0);
  });
});

describe('search', () => {
  const search = { wants: undefined, isPattern: false, problem: undefined };

  test('the share counts calls within matching calls once', () => {
    const scene = sceneOf(sampleFlame, { fold: '', weight: 'samples' }, 'whole app');
    const matching = matchingFrames(sampleFlame, { ...search, wants: containing('lib') })!;
    expect(matchedWeight(scene, matching)).toBe(15);
    expect(matchingFrames(sampleFlame, search)).toBeUndefined();
  });

  test('folded calls are found, and highlight the box that they are in', () => {
    for (const fold of ['', 'packages', 'packages.invert']) {
      const scene = sceneOf(sampleFlame, { fold, weight: 'samples' }, 'whole app');
      const matching = matchingFrames(sampleFlame, { ...search, wants: containing('run') })!;
      expect(matchedWeight(scene, matching)).toBe(13);
      const lit = litFrames(scene, matching);
      const names = scene.tree.frames.flatMap(({ name }, frame) => (lit[frame] === 1 ? [name] : []));
      expect(names).toEqual([fold === '' ? 'run' : '[lib]']);
    }
  });

  test('what a pattern matches is what the answer says', () => {
    const byPattern = { ...search, isPattern: true };
    const matching = matchingFrames({ ...sampleFlame, matched: [3] }, byPattern)!;
    expect([...matching]).toEqual([0, 0, 0, 1, 0, 0]);
    const refused = { ...byPattern, wants: () => false, problem: 'no pattern' };
    expect(matchingFrames({ ...sampleFlame, matched: [3] }, refused)).toBeUndefined();
  });
});

describe('labels', () => {
  test('names are shown without control characters', () => {
    const hostile = sampleFlame.frames.map((frame, index) =>
      index === 1 ? { ...frame, name: 'a\u202eb' } : frame,
    );
    const scene = sceneOf({ ...sampleFlame, frames: hostile }, { fold: '', weight: 'cpu' }, 'whole app');
    expect(labelOfBox(scene, 4)).toBe('a\\u202eb');
    expect(labelOfBox(scene, 0)).toBe('whole app');
  });

  test('kinds tell garbage, packages and the app apart', () => {
    expect(
      sampleFlame.frames.map((frame) => kindOf(frame, new Map())).map((kind) => kind.replace(/\d/, '')),
    ).toEqual(['native', 'app', 'dep', 'dep', 'node', 'gc']);
  });
});

describe('colours of dependencies', () => {
  const many = Array.from({ length: 40 }, (_, index) => `package-${index}`);

  test('those with most room never share one', () => {
    for (let from = 0; from < 30; from++) {
      const kinds = colourPackages(many.slice(from));
      expect(new Set(many.slice(from, from + 5).map((name) => kinds.get(name))).size).toBe(5);
    }
  });

  test('their order among each other changes nothing', () => {
    const swapped = [many[3]!, many[0]!, ...many.slice(1, 3), ...many.slice(4)];
    expect(colourPackages(swapped)).toEqual(
      new Map(swapped.map((name) => [name, colourPackages(many).get(name)])),
    );
  });
});

describe('what the server can be asked for', () => {
  const frames = [
    ...sampleFlame.frames,
    { id: '(pruned) :0', name: '(pruned)', file: '', line: 0, column: 0, origin: 'native' as const },
  ];
  const flame = { ...sampleFlame, frames, frame: [0, 4, 2, 3, 6, 5] };
  const offered = (fold: string): (string | undefined)[] => {
    const scene = sceneOf(flame, { fold, weight: 'cpu' }, 'whole app');
    return Array.from(scene.layout.node.keys(), (box) => wholeFunctionOf(scene, box)?.name);
  };

  test('all calls of a function, of what was pruned those of its caller', () => {
    expect(offered('')).toEqual([undefined, 'emit', 'next', 'run', 'run', undefined]);
  });

  test('not of many functions in one box', () => {
    expect(offered('packages')).toEqual([undefined, 'emit', undefined, undefined, undefined]);
  });

  test('inverted, the caller is below', () => {
    expect(offered('invert').slice(0, 3)).toEqual([undefined, 'run', 'run']);
  });
});
