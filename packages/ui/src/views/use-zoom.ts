import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Scene } from '../flame/scene.ts';

/** The visible part of the width, in weights. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const glideMillis = 140;

/** Follows the zoomed box with an animation, so that the reader does not lose the place. */
export function useZoom(scene: Scene, zoomed: number, draw: () => void): RefObject<Range> {
  const { layout } = scene;
  const from = layout.start[zoomed] as number;
  const to = from + (layout.total[zoomed] as number);
  const range = useRef<Range>({ from, to });
  const before = useRef(scene);
  // The range that this hook set last. If the current range is another one, the reader has moved it.
  const own = useRef(range.current);
  useLayoutEffect(() => {
    const oldScene = before.current;
    const aim = { from, to };
    before.current = scene;
    if (oldScene !== scene) {
      const growth = (layout.total[0] as number) / (oldScene.layout.total[0] as number);
      const { current } = range;
      // New measurements: a part that the reader moved to stays in view.
      if (current === own.current) own.current = range.current = aim;
      else range.current = { from: current.from * growth, to: current.to * growth };
      return;
    }
    return glide(range.current, aim, (next) => {
      own.current = range.current = next;
      draw();
    });
  }, [scene, from, to]);
  return range;
}

/** Animates from one range to another; returns a function that stops it. */
function glide(start: Range, aim: Range, show: (range: Range) => void): () => void {
  const millis = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : glideMillis;
  const begin = performance.now();
  let frame = 0;
  const step = (): void => {
    const part = millis === 0 ? 1 : Math.min(1, (performance.now() - begin) / millis);
    const eased = 1 - (1 - part) ** 3;
    const between = (a: number, b: number): number => a + (b - a) * eased;
    show(part === 1 ? aim : { from: between(start.from, aim.from), to: between(start.to, aim.to) });
    if (part < 1) frame = requestAnimationFrame(step);
  };
  step();
  return () => cancelAnimationFrame(frame);
}
