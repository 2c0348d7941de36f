import { inTurns } from '../in-turns.ts';
import { mergeSteps } from './merge.ts';
import type { Window } from './window.ts';

/** `mergeWindows`, with turns of the event loop for the app in between. */
export function mergeInSlices(windows: readonly Window[], maxNodes?: number): Promise<Window> {
  return inTurns('merge for report', mergeSteps(windows, maxNodes));
}
