import { formatShare } from '../shared.ts';
import type { Palette } from './colours.ts';
import { kindOfBox, type Scene, textOfBox } from './scene.ts';
import { type ViewWindow, visitVisible } from './view-window.ts';

export const rowPixels = 20;
const textInset = 5;
const narrowestText = 24;
const font =
  '12px ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "DejaVu Sans Mono", "Liberation Mono", monospace';

export interface Look {
  readonly palette: Palette;
  /** Frames that a search found, by index. */
  readonly matching: Uint8Array | undefined;
  /** Box with the cursor, and under the pointer; or -1. */
  readonly cursor: number;
  readonly hovered: number;
}

/** Draws the visible boxes. It keeps no state between frames, so scrolling and zooming just draw again. */
export function paint(context: CanvasRenderingContext2D, scene: Scene, view: ViewWindow, look: Look): void {
  const { palette, matching } = look;
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, view.widthPixels, view.heightPixels);
  context.font = font;
  context.textBaseline = 'middle';
  const characterPixels = context.measureText('m').width;
  const marks: [x: number, y: number, width: number, strong: boolean][] = [];
  visitVisible(scene.layout, view, (box, x, y, width) => {
    const frame = scene.tree.frame[scene.layout.node[box] as number] as number;
    const faded = frame >= 0 && matching?.[frame] === 0;
    context.fillStyle = faded ? palette.faded : palette[kindOfBox(scene, box)];
    // A gap of a pixel separates boxes; narrow boxes have no pixel to spare.
    context.fillRect(x, y, width > 3 ? width - 1 : width, view.rowPixels - 1);
    if (width >= narrowestText) {
      const room = Math.floor((width - 2 * textInset) / characterPixels);
      const label = textOfBox(scene, box);
      const share = ` ${formatShare((scene.layout.total[box] as number) / (scene.layout.total[0] as number))}`;
      const full = label.length + share.length <= room ? label + share : label;
      const text = full.length <= room ? full : `${label.slice(0, Math.max(0, room - 1))}…`;
      context.fillStyle = faded ? palette.fadedInk : palette.ink;
      // The maximum width squeezes wide characters into the box.
      context.fillText(text, x + textInset, y + view.rowPixels / 2, width - 2 * textInset);
    }
    if (box === look.cursor || box === look.hovered) marks.push([x, y, width, box === look.cursor]);
  });
  context.strokeStyle = palette.cursor;
  for (const [x, y, width, strong] of marks) {
    context.lineWidth = strong ? 2 : 1;
    context.strokeRect(x + 1, y + 1, Math.max(1, width - 3), view.rowPixels - 3);
  }
}
