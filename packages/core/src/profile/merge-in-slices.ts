import { mergeSteps } from './merge.ts';
import type { Window } from './window.ts';

/** Merging does not hold the event loop for longer than this at a time. */
const sliceMillis = 4;

/** `mergeWindows`, with turns of the event loop for the app in between. */
export async function mergeInSlices(windows: readonly Window[], maxNodes?: number): Promise<Window> {
  const steps = mergeSteps(windows, maxNodes);
  let until = performance.now() + sliceMillis;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() > until) {
      await new Promise(setImmediate);
      until = performance.now() + sliceMillis;
    }
  }
}
