import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../core/src/profile/call-tree.ts';
import { treeOf } from '../src/flame/call-tree.ts';
import { moveCursor } from '../src/flame/cursor.ts';
import { layOut } from '../src/flame/layout.ts';
import { boxAt, type ViewWindow, visitVisible } from '../src/flame/view-window.ts';
import { largeFlame, sampleFlame } from './sample-flame.ts';

const tree = treeOf(sampleFlame);
const layout = layOut(tree, tree.samples);
const whole: ViewWindow = {
  from: 0,
  to: 20,
  widthPixels: 200,
  topPixels: 0,
  heightPixels: 200,
  rowPixels: 20,
};

describe('layout', () => {
  test('a box is as wide as its total, and starts where its caller or its left neighbour says', () => {
    expect([...layout.total]).toEqual([20, 16, 15, 13, 10, 4]);
    expect([...layout.start]).toEqual([0, 0, 0, 0, 0, 16]);
    expect([...layout.depth]).toEqual([0, 1, 2, 3, 4, 1]);
    expect([...layout.end]).toEqual([6, 5, 5, 5, 5, 6]);
    expect(layout.levels).toBe(5);
  });

  test('children never leave their parent, and siblings never overlap', () => {
    const large = treeOf(largeFlame(5_000));
    const boxes = layOut(large, large.samples);
    const lastEnd = new Map<number, number>();
    for (let box = 1; box < boxes.node.length; box++) {
      const above = boxes.above[box]!;
      const start = boxes.start[box]!;
      expect(start).toBeGreaterThanOrEqual(lastEnd.get(above) ?? boxes.start[above]!);
      expect(start + boxes.total[box]!).toBeLessThanOrEqual(boxes.start[above]! + boxes.total[above]!);
      lastEnd.set(above, start + boxes.total[box]!);
    }
    expect(boxes.total[0]).toBe(totalsOf(large, large.samples)[0]);
  });

  test('frames of a lower rank come first, whatever their width', () => {
    const gcFirst = layOut(tree, tree.samples, (frame) => (frame === 5 ? 0 : 1));
    expect([...gcFirst.start.slice(0, 3)]).toEqual([0, 0, 4]);
  });
});

describe('window', () => {
  test('only what can be seen is visited, cut at the edges', () => {
    const seen: number[][] = [];
    visitVisible(layout, { ...whole, from: 15, to: 20 }, (box, x, y, width) => seen.push([box, x, y, width]));
    expect(seen).toEqual([
      [0, 0, 0, 200],
      [1, 0, 20, 40],
      [5, 40, 20, 160],
    ]);
  });

  test('boxes under half a pixel are left out with everything below them', () => {
    const seen: number[] = [];
    visitVisible(layout, { ...whole, widthPixels: 2 }, (box) => seen.push(box));
    expect(seen).not.toContain(5);
    expect(seen).toContain(0);
  });

  test('rows that are scrolled away are not visited', () => {
    const seen: number[] = [];
    visitVisible(layout, { ...whole, topPixels: 40, heightPixels: 19 }, (box) => seen.push(box));
    expect(seen).toEqual([2]);
  });

  test('a point finds its box, and nothing beside it', () => {
    expect(boxAt(layout, whole, 5, 25)).toBe(1);
    expect(boxAt(layout, whole, 165, 25)).toBe(5);
    expect(boxAt(layout, whole, 165, 45)).toBe(-1);
  });

  test('a frame of 100,000 calls is computed well within 16 ms', () => {
    const large = treeOf(largeFlame(100_000));
    const boxes = layOut(large, large.samples);
    const times = Array.from({ length: 9 }, (_, turn) => {
      const before = performance.now();
      let visited = 0;
      const to = boxes.total[0]! / (turn + 1);
      visitVisible(boxes, { ...whole, to, widthPixels: 2_560, heightPixels: 1_200 }, () => visited++);
      expect(visited).toBeGreaterThan(0);
      return performance.now() - before;
    }).sort((a, b) => a - b);
    expect(times[4]).toBeLessThan(16);
  });
});

describe('cursor', () => {
  test('goes down to the widest call, up to the caller, and sideways on its level', () => {
    expect(moveCursor(layout, whole, 0, 'ArrowDown')).toBe(1);
    expect(moveCursor(layout, whole, 2, 'ArrowUp')).toBe(1);
    expect(moveCursor(layout, whole, 1, 'ArrowRight')).toBe(5);
    expect(moveCursor(layout, whole, 5, 'ArrowLeft')).toBe(1);
    expect(moveCursor(layout, whole, 4, 'ArrowDown')).toBe(4);
    expect(moveCursor(layout, whole, 0, 'ArrowUp')).toBe(0);
  });

  test('skips boxes that the window does not show', () => {
    // Boxes of this measure: emit from 0 to 16, what is below it, and garbage collection from 16 to 20.
    const within: ViewWindow = { ...whole, from: 0, to: 16 };
    expect(moveCursor(layout, within, 1, 'ArrowRight')).toBe(1);
    const far: ViewWindow = { ...whole, from: 0, to: 20_000 };
    expect(moveCursor(layout, far, 1, 'ArrowRight')).toBe(1);
    expect(moveCursor(layout, far, 0, 'ArrowDown')).toBe(0);
  });
});
