import type { MutableRef } from 'preact/hooks';
import { useEffect, useRef } from 'preact/hooks';
import type { Scene } from '../flame/scene.ts';

/** The part of the width that is shown, in weights. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const glideMillis = 140;

/** Follows the zoomed box; the way there is shown, so that one does not lose the place. */
export function useWindow(scene: Scene, zoomed: number, draw: () => void): MutableRef<Range> {
  const { layout } = scene;
  const from = layout.start[zoomed] as number;
  const to = from + (layout.total[zoomed] as number);
  const range = useRef<Range>({ from, to });
  const shown = useRef(scene);
  useEffect(() => {
    const start = range.current;
    const isSame = shown.current === scene;
    shown.current = scene;
    if (!isSame || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      range.current = { from, to };
      draw();
      return;
    }
    const begin = performance.now();
    let frame = 0;
    const step = (): void => {
      const part = Math.min(1, (performance.now() - begin) / glideMillis);
      const eased = 1 - (1 - part) ** 3;
      range.current = {
        from: start.from + (from - start.from) * eased,
        to: start.to + (to - start.to) * eased,
      };
      draw();
      if (part < 1) frame = requestAnimationFrame(step);
    };
    step();
    return () => cancelAnimationFrame(frame);
  }, [scene, from, to]);
  return range;
}
