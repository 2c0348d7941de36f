import type { Window } from './window.ts';

/**
 * The window with at most so many of the traces of each row that show how requests went; what they add up to stays. The
 * rest is still an even sample of its own window, though a merged one then has more of other windows.
 */
export function thinTraces(window: Window, most: number): Window {
  return {
    ...window,
    routes: window.routes.map(({ traces, ...row }) =>
      traces === undefined
        ? row
        : {
            ...row,
            traces: {
              ...traces,
              sample: traces.sample.slice(0, most),
              slowest: traces.slowest.slice(0, most),
            },
          },
    ),
  };
}

/** How many traces the row has that has the most. */
export function mostTraces({ routes }: Window): number {
  return Math.max(
    0,
    ...routes.map(({ traces }) => Math.max(traces?.sample.length ?? 0, traces?.slowest.length ?? 0)),
  );
}
