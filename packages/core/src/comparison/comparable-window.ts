import { type CallTree, weightOf, workColumns, workTree } from '../profile/call-tree.ts';
import { estimatedWindow } from '../profile/estimated-window.ts';
import { notFollowedName, offName, type RouteWindow, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { sampleDispersion } from './sampled.ts';

/**
 * The window with its routes estimated, and nothing of those requests in the background, where not all were followed. How uncertain a time is, comparisons read from
 * its number of samples. So a row has as many as would be as uncertain, if that is fewer than it has.
 */
export function comparableWindow(window: Window): Window {
  const estimated = estimatedWindow(window);
  if (estimated === window) return window;
  const { frames, runtime } = window;
  return {
    ...estimated,
    routes: estimated.routes.map(comparable),
    runtime: { ...runtime, background: withoutUnfollowed(runtime.background, frames) },
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
  const { following, tree } = route;
  const { samples, cpuMicros } = weightOf(tree);
  if (following === undefined || following.wallMicros === 0 || samples === 0) return route;
  const variance = following.cpuVarianceSquareMillis * 1e6;
  const wanted = variance === 0 ? samples : (sampleDispersion * cpuMicros ** 2) / variance;
  return wanted >= samples ? route : { ...route, tree: withSamples(tree, wanted / samples) };
}

/** Whole numbers, whose sum is right. */
function withSamples(tree: CallTree, scale: number): CallTree {
  const columns = workColumns(tree);
  let rest = 0;
  const samples = columns.samples.map((value) => {
    const whole = Math.round(value * scale + rest);
    rest += value * scale - whole;
    return whole;
  });
  return { ...workTree(tree, { ...columns, samples }), ...(tree.lines && { lines: tree.lines }) };
}
