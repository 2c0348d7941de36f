import { comparableWindow } from '../comparison/comparable-window.ts';
import { selectWindow } from '../export/select-window.ts';
import { foldRows } from '../profile/fold-rows.ts';
import type { Window } from '../profile/window.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';

/** Engines make at least one series for each route, and limit them for all services together. */
const mostRoutes = 100;

/**
 * A window as other engines can use it: with positions in the original source, times of routes scaled to requests that were not
 * followed, and without what only this project's own files have: traces, waits, latencies.
 */
export async function pushedWindow(
  window: Window,
  { resolve }: Pick<SourcePositions, 'resolve'>,
): Promise<Window> {
  const { blocks: _blocks, loopDelays: _delays, unknown: _unknown, ...rest } = window;
  const { others: _others, ...runtime } = window.runtime;
  const plain: Window = {
    ...rest,
    routes: window.routes.map(({ traces: _, others: __, unknown: ___, ...row }) => row),
    runtime,
  };
  const folded = foldRows(plain, mostRoutes);
  const whole = await selectWindow(folded, await resolve(folded.frames), { route: '', filter: undefined });
  return comparableWindow(whole);
}
