import { inTurns } from '../in-turns.ts';
import { mergeSteps } from './merge.ts';
import type { Window } from './window.ts';

/** Merging does not hold the event loop for longer than this at a time. */
const sliceMillis = 4;

/** `mergeWindows`, with turns of the event loop for the app in between. */
export function mergeInSlices(windows: readonly Window[], maxNodes?: number): Promise<Window> {
  return inTurns(mergeSteps(windows, maxNodes), sliceMillis);
}
