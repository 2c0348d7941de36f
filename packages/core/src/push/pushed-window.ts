import { selectWindow } from '../export/select-window.ts';
import { piece } from '../pieces.ts';
import { entireWindow } from '../profile/entire-window.ts';
import { foldRowsThat, heaviestRows } from '../profile/fold-rows.ts';
import type { RouteWindow, Window } from '../profile/window.ts';
import type { SourcePositions } from '../source-code/source-positions.ts';

/** Engines make series for each route, and limit them for all services together. */
const mostRoutes = 100;

/** The routes that have had a name of their own in a profile that was sent; others share one. */
export type PushedRoutes = Set<string>;

/**
 * A window as other engines can use it: with positions in the original source, times of routes scaled to requests that were not
 * followed, and without what only this project's own files have: traces, waits, latencies.
 *
 * @param known Grows by the heaviest routes until it is full.
 */
export async function pushedWindow(
  window: Window,
  known: PushedRoutes,
  { resolve }: Pick<SourcePositions, 'resolve'>,
): Promise<Window> {
  const plain = piece('push profile', () => withKnownRoutes(withoutOwn(window), known));
  const positions = await resolve(plain.frames);
  const everything = { route: '', filter: undefined };
  const whole = await selectWindow(plain, positions, everything, undefined, 'push profile');
  return piece('push profile', () => entireWindow(whole));
}

function withoutOwn(window: Window): Window {
  const { blocks: _blocks, loopDelays: _delays, unknown: _unknown, ...rest } = window;
  const { others: _others, ...runtime } = window.runtime;
  const routes = window.routes.map(({ traces: _, others: __, unknown: ___, ...row }) => row);
  return { ...rest, routes, runtime };
}

function withKnownRoutes(window: Window, known: PushedRoutes): Window {
  const nameOf = ({ method, route }: RouteWindow): string => `${method} ${route}`;
  for (const row of heaviestRows(window)) if (known.size < mostRoutes) known.add(nameOf(row));
  return foldRowsThat(window, (row) => row.method !== '*' && !known.has(nameOf(row)));
}
