import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Scene } from '../flame/scene.ts';
import type { Range } from './use-zoom.ts';

/** A press that moves less than this is a click. */
const clickPixels = 4;

export interface Panning {
  readonly start: (event: PointerEvent) => void;
  readonly wheel: (event: WheelEvent) => void;
  /** Whether the last press was a drag, not a click. */
  readonly moved: () => boolean;
}

/** Moves the window sideways by dragging or by a sideways wheel, and narrows it with Ctrl and the wheel. */
export function usePanning(range: RefObject<Range>, scene: Scene, draw: () => void): Panning {
  const whole = scene.layout.total[0] as number;
  return useMemo(() => {
    let moved = false;
    const show = (from: number, width: number): void => {
      const kept = Math.min(whole, Math.max(whole / 1e7, width));
      const start = Math.min(whole - kept, Math.max(0, from));
      range.current = { from: start, to: start + kept };
      draw();
    };
    const start = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      const canvas = event.currentTarget as HTMLCanvasElement;
      const { from, to } = range.current;
      const perPixel = (to - from) / Math.max(1, canvas.clientWidth);
      moved = false;
      const move = (next: PointerEvent): void => {
        const pixels = next.clientX - event.clientX;
        if (Math.abs(pixels) > clickPixels) moved = true;
        if (moved) show(from - pixels * perPixel, to - from);
      };
      const stop = (): void => {
        removeEventListener('pointermove', move);
        removeEventListener('pointerup', stop);
        removeEventListener('pointercancel', stop);
        // After the click event that ends a drag.
        setTimeout(() => {
          moved = false;
        });
      };
      addEventListener('pointermove', move);
      addEventListener('pointerup', stop);
      addEventListener('pointercancel', stop);
    };
    const wheel = (event: WheelEvent): void => {
      const canvas = event.currentTarget as HTMLCanvasElement;
      const { from, to } = range.current;
      const perPixel = (to - from) / Math.max(1, canvas.clientWidth);
      if (event.ctrlKey || event.metaKey) {
        const at = from + event.offsetX * perPixel;
        const factor = Math.exp(event.deltaY * 0.004);
        show(at - (at - from) * factor, (to - from) * factor);
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
        show(from + event.deltaX * perPixel, to - from);
      else return;
      event.preventDefault();
    };
    return { start, wheel, moved: () => moved };
  }, [whole]);
}
