import type { Layout } from './layout.ts';

/** The visible part of a layout: weights from left to right, pixels from top to bottom. */
export interface ViewWindow {
  readonly from: number;
  readonly to: number;
  readonly widthPixels: number;
  /** How far it is scrolled. */
  readonly topPixels: number;
  readonly heightPixels: number;
  readonly rowPixels: number;
}

/** A box in pixels of the window, cut at its edges. */
export type Visit = (box: number, x: number, y: number, width: number) => void;

/** Narrower boxes are not drawn, because they could not be told apart. */
const narrowestPixels = 0.5;

/** Calls `visit` for every visible box, from left to right and parents first. */
export function visitVisible(layout: Layout, view: ViewWindow, visit: Visit): void {
  const { start, total, depth, end } = layout;
  const scale = view.widthPixels / (view.to - view.from);
  if (!Number.isFinite(scale)) return;
  const lastLevel = Math.floor((view.topPixels + view.heightPixels) / view.rowPixels);
  const firstLevel = Math.floor(view.topPixels / view.rowPixels);
  const count = start.length;
  for (let box = 0; box < count; ) {
    const left = ((start[box] as number) - view.from) * scale;
    const width = (total[box] as number) * scale;
    const level = depth[box] as number;
    if (width < narrowestPixels || left + width <= 0 || left >= view.widthPixels || level > lastLevel) {
      box = end[box] as number;
      continue;
    }
    if (level >= firstLevel) {
      const x = Math.max(0, left);
      visit(box, x, level * view.rowPixels - view.topPixels, Math.min(view.widthPixels, left + width) - x);
    }
    box++;
  }
}

/** Whether a box is within the window and wide enough to be seen. */
export function isWide({ start, total }: Layout, view: ViewWindow, box: number): boolean {
  const scale = view.widthPixels / (view.to - view.from);
  const left = ((start[box] as number) - view.from) * scale;
  const width = (total[box] as number) * scale;
  return width >= narrowestPixels && left + width > 0 && left < view.widthPixels;
}

/** The box at a point of the window, or -1. */
export function boxAt(layout: Layout, view: ViewWindow, x: number, y: number): number {
  const level = Math.floor((y + view.topPixels) / view.rowPixels);
  const weight = view.from + (x / view.widthPixels) * (view.to - view.from);
  const count = layout.start.length;
  for (let box = 0; box < count; ) {
    const start = layout.start[box] as number;
    if (weight < start || weight >= start + (layout.total[box] as number)) box = layout.end[box] as number;
    else if (layout.depth[box] === level) return box;
    else box++;
  }
  return -1;
}
