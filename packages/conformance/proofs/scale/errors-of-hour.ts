import { mergeWindows } from '../../../core/src/profile/merge.ts';
import type { RouteWindow, Window } from '../../../core/src/profile/window.ts';
import { type CpuErrors, cpuErrorsOf } from './cpu-errors.ts';
import { createFleet, type FleetOptions } from './fleet.ts';
import { type MadeWindow, midnightMillis } from './process-window.ts';
import { makeTraffic } from './traffic.ts';

const hourMillis = 3_600_000;
/** Trees are only weighed. */
const maxNodes = 16;
const windowsAtOnce = 50;

/**
 * The errors in an hour of a fleet, without a store: its windows are added up as they are. Those without stacks, of which there
 * are few different ones, are each multiplied by their number.
 */
export function errorsOfHour(options: FleetOptions): CpuErrors {
  const routes = makeTraffic().routes.map(({ route }) => route);
  const truth = new Map<string, number>();
  const alike = new Map<MadeWindow, number>();
  let waiting: Window[] = [];
  const fleet = createFleet(options);
  for (const { made, hasStacks } of fleet.closedUntil(midnightMillis + hourMillis + fleet.openMillis)) {
    for (const [id, route] of routes.entries())
      truth.set(route, (truth.get(route) ?? 0) + (made.cpuMicros[id] ?? 0));
    if (hasStacks) waiting.push(made.window);
    else alike.set(made, (alike.get(made) ?? 0) + 1);
    if (waiting.length >= windowsAtOnce) waiting = [mergeWindows(waiting, maxNodes)];
  }
  const others = [...alike].map(([{ window }, count]) => manyOf(window, count));
  return cpuErrorsOf(mergeWindows([...waiting, ...others], maxNodes), truth);
}

/** As many windows without stacks that are alike, added up: what an estimate looks at. */
function manyOf(window: Window, count: number): Window {
  return { ...window, routes: window.routes.map((row) => manyRequests(row, count)) };
}

function manyRequests({ following, ...row }: RouteWindow, count: number): RouteWindow {
  if (following === undefined || following.weightMilli > 0)
    throw new Error('Only windows whose requests were not followed can be multiplied.');
  return {
    ...row,
    requests: row.requests * count,
    following: { ...following, notFollowed: following.notFollowed * count },
  };
}
