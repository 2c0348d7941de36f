import { type CallTree, weightOf, workColumns, workTree } from '../profile/call-tree.ts';
import { cpuErrorMicros, estimatedRoute, isEntire, scaledColumn } from '../profile/estimated-window.ts';
import { notFollowedName, offName, type RouteWindow, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { sampleDispersion } from './sampled.ts';

/**
 * The window with its routes estimated where not all requests were followed, and without those requests in the background.
 * How uncertain a time is, comparisons read from its number of samples. So a row has as many as would be as uncertain, if
 * that is fewer than it has.
 */
export function comparableWindow(window: Window): Window {
  const { frames, runtime, routes, elapsedMicros } = window;
  if (isEntire(window)) return window;
  const sampled = elapsedMicros === 0 ? 1 : Math.max(0.001, 1 - (runtime.offMicros ?? 0) / elapsedMicros);
  return {
    ...window,
    // As long as what is left in the background was sampled.
    elapsedMicros: Math.round(elapsedMicros * sampled),
    routes: routes.map(comparable),
    runtime: {
      ...runtime,
      gcMicros: Math.round(runtime.gcMicros / sampled),
      gcCpuMicros: Math.round(runtime.gcCpuMicros / sampled),
      background: withoutUnfollowed(runtime.background, frames),
    },
  };
}

/** What is estimated of requests is in their routes. */
function withoutUnfollowed(tree: CallTree, frames: readonly Frame[]): CallTree {
  const columns = workColumns(tree);
  const [samples, wallMicros, cpuMicros] = [columns.samples, columns.wallMicros, columns.cpuMicros].map(
    (column) => column.slice(),
  ) as [Float64Array, Float64Array, Float64Array];
  const isOut = new Uint8Array(tree.parent.length);
  for (let node = 1; node < isOut.length; node++) {
    const above = tree.parent[node] as number;
    const frame = frames[tree.frame[node] as number];
    const isTop = above === 0 && frame?.file === '' && unfollowedNames.has(frame.name);
    if (!isTop && isOut[above] === 0) continue;
    isOut[node] = 1;
    samples[node] = wallMicros[node] = cpuMicros[node] = 0;
  }
  return workTree(tree, { samples, wallMicros, cpuMicros });
}

const unfollowedNames: ReadonlySet<string> = new Set([notFollowedName, offName]);

function comparable(route: RouteWindow): RouteWindow {
  const estimated = estimatedRoute(route);
  const { samples, cpuMicros } = weightOf(estimated.tree);
  const variance = cpuErrorMicros(route) ** 2;
  if (variance === 0 || samples === 0) return estimated;
  const wanted = (sampleDispersion * cpuMicros ** 2) / variance;
  return wanted >= samples
    ? estimated
    : { ...estimated, tree: withSamples(estimated.tree, wanted / samples) };
}

function withSamples(tree: CallTree, scale: number): CallTree {
  const columns = workColumns(tree);
  const samples = scaledColumn(columns.samples, scale);
  return { ...workTree(tree, { ...columns, samples }), ...(tree.lines && { lines: tree.lines }) };
}
