import { withoutOldProcesses } from '../profile/bounded-processes.ts';
import { foldRows } from '../profile/fold-rows.ts';
import { mergeSteps } from '../profile/merge.ts';
import { thinTraces } from '../profile/thin-traces.ts';
import { withUsedFrames } from '../profile/used-frames.ts';
import type { Window } from '../profile/window.ts';
import type { MergeStep } from './plan.ts';

/** The window that a step makes of its windows. Yields so that the event loop can have a turn: see `mergeSteps`. */
export function* performStep({ windows, maxNodes, maxRows, maxTraces }: MergeStep): Generator<void, Window> {
  const thin = maxTraces === undefined ? windows : windows.map((window) => thinTraces(window, maxTraces));
  const kept = maxRows === undefined ? thin : thin.map((window) => foldRows(window, maxRows));
  const merged = withoutOldProcesses(yield* mergeSteps(kept, maxNodes));
  // Only a single window is pruned for its size, and so loses frames.
  return windows.length === 1 ? withUsedFrames(merged) : merged;
}
