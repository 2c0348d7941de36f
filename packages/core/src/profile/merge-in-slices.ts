import { inTurns } from '../in-turns.ts';
import type { Piece } from '../pieces.ts';
import { mergeSteps } from './merge.ts';
import type { Window } from './window.ts';

/** `mergeWindows`, with turns of the event loop for the app in between. */
export function mergeInSlices(
  windows: readonly Window[],
  maxNodes?: number,
  kind: Piece = 'merge for report',
): Promise<Window> {
  return inTurns(kind, mergeSteps(windows, maxNodes));
}
