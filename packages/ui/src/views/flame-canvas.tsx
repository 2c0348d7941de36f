import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { address } from '../data/address.ts';
import { currentPalette } from '../flame/colours.ts';
import { moveCursor } from '../flame/cursor.ts';
import { paint, rowPixels } from '../flame/paint.ts';
import type { Scene } from '../flame/scene.ts';
import { boxAt, type ViewWindow } from '../flame/view-window.ts';
import { HoverCard } from './hover-card.tsx';
import { usePanning } from './use-panning.ts';
import { useZoom } from './use-zoom.ts';

interface FlameCanvasProps {
  readonly scene: Scene;
  readonly zoomed: number;
  readonly cursor: number;
  readonly matching: Uint8Array | undefined;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly onZoom: (box: number) => void;
  readonly onCursor: (box: number) => void;
  readonly onCopy: () => void;
}

interface Hover {
  readonly box: number;
  readonly x: number;
  readonly y: number;
}

/** The canvas is only as large as its visible part: it stays in place while the rows scroll through it. */
export function FlameCanvas(props: FlameCanvasProps) {
  const { scene, zoomed, cursor, matching, canvas, onZoom, onCursor, onCopy } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<Hover>();
  const [, setSize] = useState(0);
  const draw = useRef(() => {});
  const range = useZoom(scene, zoomed, () => draw.current());
  const panning = usePanning(range, scene, () => draw.current());
  const byKey = useRef(false);
  const { theme } = address.value;

  const view = (): ViewWindow => {
    const element = scroller.current;
    return {
      ...range.current,
      widthPixels: element?.clientWidth ?? 1,
      heightPixels: element?.clientHeight ?? 1,
      topPixels: element?.scrollTop ?? 0,
      rowPixels,
    };
  };

  draw.current = () => {
    const element = canvas.current;
    const context = element?.getContext('2d', { alpha: false });
    if (!element || !context) return;
    const now = view();
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(now.widthPixels * ratio), Math.round(now.heightPixels * ratio)];
    if (element.width !== width || element.height !== height) {
      element.width = width;
      element.height = height;
      element.style.width = `${now.widthPixels}px`;
      element.style.height = `${now.heightPixels}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(context, scene, now, {
      palette: currentPalette(),
      matching,
      cursor,
      hovered: hover?.box ?? -1,
    });
  };

  useLayoutEffect(() => draw.current());
  useEffect(() => {
    const redraw = (): void => draw.current();
    const sizes = new ResizeObserver(() => setSize((count) => count + 1));
    if (scroller.current) sizes.observe(scroller.current);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw);
    return () => {
      sizes.disconnect();
      dark.removeEventListener('change', redraw);
    };
  }, [theme]);
  useEffect(() => {
    const top = (scene.layout.depth[cursor] as number) * rowPixels;
    const element = scroller.current;
    if (!element) return;
    if (top < element.scrollTop || top + rowPixels > element.scrollTop + element.clientHeight) {
      element.scrollTop = Math.max(0, top - 2 * rowPixels);
    }
    if (byKey.current) setHover(cardAt(cursor));
    byKey.current = false;
  }, [cursor]);

  /** Where the card of a box is without a pointer: below the left end of the box, or of the window. */
  const cardAt = (box: number): Hover | undefined => {
    const bounds = canvas.current?.getBoundingClientRect();
    if (!bounds) return undefined;
    const { from, to, topPixels, widthPixels } = view();
    const left = (((scene.layout.start[box] as number) - from) / (to - from)) * widthPixels;
    const top = (scene.layout.depth[box] as number) * rowPixels - topPixels;
    return { box, x: bounds.left + Math.max(0, left), y: bounds.top + top };
  };
  const under = (event: MouseEvent): number => {
    const bounds = canvas.current?.getBoundingClientRect();
    if (!bounds) return -1;
    return boxAt(scene.layout, view(), event.clientX - bounds.left, event.clientY - bounds.top);
  };
  const point = (event: PointerEvent): void => {
    const box = panning.moved() ? -1 : under(event);
    setHover(box < 0 ? undefined : { box, x: event.clientX, y: event.clientY });
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith('Arrow')) {
      byKey.current = true;
      onCursor(moveCursor(scene.layout, view(), cursor, event.key));
    } else if (event.key === 'Enter') onZoom(cursor);
    else if (event.key === 'Home' || (event.key === 'Escape' && zoomed !== 0)) onZoom(0);
    else if (event.key === 'c') onCopy();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const height = scene.layout.levels * rowPixels;
  return (
    <div class="flame">
      <div
        ref={scroller}
        class="flame-scroll"
        style={{ height: `${height}px` }}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, one moves through it with keys
        tabIndex={0}
        // The line below announces the cursor. If this label did, too, a screen reader would say it twice.
        aria-label="Flame graph. Arrow keys move, Enter zooms, Home zooms out. The table below has the same data."
        onScroll={() => draw.current()}
        onKeyDown={press}
        onBlur={() => setHover(undefined)}
      >
        <div class="flame-rows" style={{ height: `${height}px` }}>
          <canvas
            ref={canvas}
            onPointerMove={point}
            onPointerLeave={() => setHover(undefined)}
            onPointerDown={panning.start}
            onWheel={panning.wheel}
            onClick={(event) => {
              const box = panning.moved() ? -1 : under(event);
              if (box >= 0) onZoom(box);
            }}
          />
        </div>
      </div>
      {hover !== undefined && hover.box < scene.layout.node.length && (
        <HoverCard scene={scene} box={hover.box} x={hover.x} y={hover.y} />
      )}
    </div>
  );
}
