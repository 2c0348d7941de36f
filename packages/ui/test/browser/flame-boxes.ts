import type { Page } from 'playwright-core';
import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { Address } from '../../src/data/address.ts';
import { treeOf, type Weights } from '../../src/flame/call-tree.ts';
import { rowPixels } from '../../src/flame/paint.ts';
import { labelOfBox, pathTo, type Scene, sceneOf } from '../../src/flame/scene.ts';
import { shownTree } from '../../src/flame/shown-tree.ts';

/** A box of the whole graph, and its middle on the canvas as shares of it and pixels. */
export interface Box {
  readonly box: number;
  readonly label: string;
  /** Labels from the root. */
  readonly path: readonly string[];
  readonly node: number;
  readonly depth: number;
  /** Left edge and width, as shares of the canvas's width. */
  readonly left: number;
  readonly width: number;
}

/** The boxes as the page must draw them, in the order of a walk from the root. */
export function boxesOf(
  flame: FlameGraph,
  { route = '', ...address }: Partial<Pick<Address, 'fold' | 'weight' | 'route'>> = {},
): Box[] {
  const scene: Scene = sceneOf(flame, { fold: '', weight: 'cpu', ...address }, route || 'whole app');
  const { layout } = scene;
  const whole = layout.total[0]!;
  return Array.from(layout.node, (node, box) => ({
    box,
    label: labelOfBox(scene, box),
    path: pathTo(scene, box).map((at) => labelOfBox(scene, at)),
    node,
    depth: layout.depth[box]!,
    left: layout.start[box]! / whole,
    width: layout.total[box]! / whole,
  }));
}

/** A box that one can hit: the widest at some depth. */
export function widestAt(boxes: readonly Box[], depth: number): Box {
  const [widest] = boxes.filter((one) => one.depth === depth).sort((a, b) => b.width - a.width);
  if (widest === undefined) throw new Error(`The graph has no box at depth ${depth}`);
  return widest;
}

/** A graph as it is drawn: frameworks' plumbing is one call. */
export function drawn(flame: FlameGraph): FlameGraph {
  const { tree } = shownTree(flame, treeOf(flame), { fold: true, root: '' });
  const lists = ({ samples, cpuMicros, wallMicros }: Weights) => ({
    samples: [...samples],
    cpuMicros: [...cpuMicros],
    wallMicros: [...wallMicros],
  });
  return {
    ...flame,
    frames: tree.frames,
    parent: [...tree.parent],
    frame: [...tree.frame],
    ...lists(tree),
    ...(flame.base && tree.base ? { base: { ...flame.base, ...lists(tree.base) } } : {}),
  };
}

/** The flame graph of the JSON, as it is drawn. */
export async function flameOf(shop: {
  json<Answer>(query: Readonly<Record<string, string>>): Promise<Answer>;
}): Promise<FlameGraph> {
  const { flame } = await shop.json<ReportModel>({ view: 'flame' });
  if (flame === undefined) throw new Error('The JSON has no flame graph');
  return drawn(flame);
}

/** Where the middle of a box is in the window, while the whole graph is shown and not scrolled. */
export async function middleOf(page: Page, { left, width, depth }: Box): Promise<{ x: number; y: number }> {
  const canvas = await page.locator('canvas').boundingBox();
  if (canvas === null) throw new Error('There is no canvas');
  return {
    x: canvas.x + (left + width / 2) * canvas.width,
    y: canvas.y + (depth + 0.5) * rowPixels,
  };
}

/** Points there, and tells whose card comes up. */
export async function pointAt(page: Page, { x, y }: { x: number; y: number }): Promise<string> {
  // The pointer must move for the page to look.
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
  return (await page.locator('.card bdi').first().textContent()) ?? '';
}

/** The colour near the upper left corner of a box, where no text is: `rgb(1, 2, 3)`. */
export async function colourOf(page: Page, { left, depth }: Box): Promise<string> {
  const { width } = (await page.locator('canvas').boundingBox())!;
  const from = Math.ceil(left * width) + 2;
  const [red, green, blue] = await pixelsOf(page, depth, from, from + 1);
  return `rgb(${red}, ${green}, ${blue})`;
}

/** Red, green, blue and opacity of the pixels of a row, above its text. */
export function pixelsOf(page: Page, row: number, from: number, to: number): Promise<number[]> {
  return page.locator('canvas').evaluate(
    (element, [start, end, y]) => {
      // Reading from the canvas itself would make it another kind of canvas.
      const copy = new OffscreenCanvas(end - start, 1).getContext('2d', { willReadFrequently: true })!;
      copy.drawImage(element as HTMLCanvasElement, -start, -y);
      return Array.from(copy.getImageData(0, 0, end - start, 1).data);
    },
    [from, to, row * rowPixels + 4] as const,
  );
}
