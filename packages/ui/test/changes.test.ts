import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../core/src/profile/call-tree.ts';
import { treeOf } from '../src/flame/call-tree.ts';
import { fold } from '../src/flame/fold.ts';
import { invert } from '../src/flame/invert.ts';
import { kindOfBox, sceneOf, textOfBox } from '../src/flame/scene.ts';
import { sampleFlame } from './sample-flame.ts';

const times = (by: number) => (value: number) => value * by;
/** Enough samples to be sure: `handle` takes twice as long as before, the garbage collection is as it was. */
const flame = {
  ...sampleFlame,
  samples: sampleFlame.samples.map(times(1_000)),
  base: {
    samples: sampleFlame.samples.map(times(1_000)),
    cpuMicros: sampleFlame.cpuMicros.map((cpu, node) => (node === 4 ? cpu / 2 : cpu)),
    wallMicros: sampleFlame.wallMicros,
    leftOut: { requests: 0, cpuMicros: 0, samples: 0 },
  },
};
const weights = { fold: '', weight: 'cpu' } as const;

function changesOf(scene: ReturnType<typeof sceneOf>): string[] {
  return Array.from(scene.layout.node, (_, box) => `${kindOfBox(scene, box)} ${textOfBox(scene, box)}`);
}

describe('a graph of two sides', () => {
  test('says in colour and text what surely changed', () => {
    expect(changesOf(sceneOf(flame, weights, 'app'))).toEqual([
      'slower2 ▲ +33.3% app',
      'slower2 ▲ +45.5% emit',
      'slower2 ▲ +50.0% next',
      'slower2 ▲ +62.5% run',
      'slower2 ▲ +100.0% handle',
      'same (garbage collector)',
    ]);
  });

  test('shows the comparison’s verdict for a listed function, wherever it is called', () => {
    const judged = (verdict: 'slower' | 'faster' | 'same' | 'new', change: number) => ({
      before: 10,
      after: 10 * (1 + change),
      change,
      verdict,
      low: change / 2,
      high: change * 2,
      p: 0.001,
    });
    const listed = {
      ...flame,
      frames: flame.frames.map((frame) =>
        frame.name === 'handle'
          ? { ...frame, judged: { self: judged('slower', 0.1), total: judged('faster', -0.3) } }
          : frame.name === 'run'
            ? { ...frame, judged: { self: judged('same', 0), total: judged('same', 0.01) } }
            : frame,
      ),
      base: { ...flame.base, judged: judged('slower', 0.07) },
    };
    expect(changesOf(sceneOf(listed, weights, 'app'))).toEqual([
      'slower1 ▲ +7.0% app',
      'slower2 ▲ +45.5% emit',
      'slower2 ▲ +50.0% next',
      'same run',
      'faster2 ▼ -30.0% handle',
      'same (garbage collector)',
    ]);
    // Upside down, the first row has functions by themselves; below are parts of them.
    const inverted = changesOf(sceneOf(listed, { ...weights, fold: 'invert' }, 'app'));
    expect(inverted.filter((text) => text.includes('handle'))).toEqual(['slower1 ▲ +10.0% handle']);
    expect(inverted).toContain('slower2 ▲ +100.0% run');
    // It is of CPU: time on the loop is judged by itself.
    const wall = sceneOf(listed, { ...weights, weight: 'wall' }, 'app');
    expect(changesOf(wall).every((text) => text.startsWith('same '))).toBe(true);
  });

  test('with few samples nothing is certain', () => {
    const few = {
      ...flame,
      samples: sampleFlame.samples,
      base: { ...flame.base, samples: sampleFlame.samples },
    };
    expect(changesOf(sceneOf(few, weights, 'app')).every((text) => text.startsWith('unsure '))).toBe(true);
  });

  test('by time on the loop it compares that', () => {
    const scene = sceneOf(flame, { ...weights, weight: 'wall' }, 'app');
    expect(changesOf(scene).every((text) => text.startsWith('same '))).toBe(true);
  });

  test('what is new, and what is gone', () => {
    const without = (values: readonly number[]) => values.map((value, node) => (node === 4 ? 0 : value));
    const base = { ...flame.base, samples: without(flame.base.samples), cpuMicros: without(flame.cpuMicros) };
    expect(changesOf(sceneOf({ ...flame, base }, weights, 'app'))).toContain('new ▲ new handle');
    const gone = { ...flame, samples: without(flame.samples), cpuMicros: without(flame.cpuMicros) };
    const scene = sceneOf(
      { ...gone, base: { ...flame.base, cpuMicros: sampleFlame.cpuMicros } },
      { ...weights, width: 'base' },
      'app',
    );
    expect(changesOf(scene)).toContain('gone ▼ gone handle');
    // As wide as it was.
    expect(scene.layout.total[0]).toBe(2_000);
  });

  test('folding and inverting lose nothing of either side', () => {
    const tree = treeOf(flame);
    for (const other of [
      fold(tree, { packages: true, node: true }).tree,
      invert(tree, tree.cpuMicros).tree,
      invert(tree, tree.cpuMicros, 1).tree,
    ]) {
      expect(totalsOf(other, other.base!.cpuMicros)[0]).toBe(totalsOf(tree, tree.base!.cpuMicros)[0]);
      expect(totalsOf(other, other.base!.samples)[0]).toBe(totalsOf(tree, tree.base!.samples)[0]);
      expect(totalsOf(other, other.cpuMicros)[0]).toBe(totalsOf(tree, tree.cpuMicros)[0]);
    }
  });

  test('a graph of one side has no changes', () => {
    expect(sceneOf(sampleFlame, weights, 'app').changes).toBeUndefined();
  });
});
