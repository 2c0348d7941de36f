import type { Frame } from '../sample/stack-tree.ts';
import { type CallTree, workColumns, workTree } from './call-tree.ts';
import { estimatedWindow, isEntire } from './estimated-window.ts';
import { notFollowedName, offName, type Window } from './window.ts';

/** The window with its routes estimated where not all requests were followed, and without those requests in the background. */
export function entireWindow(window: Window): Window {
  return isEntire(window) ? window : estimatedWindow(withoutUnfollowed(window));
}

/** Without requests that were not followed in the background: what is estimated of them is in their routes. */
export function withoutUnfollowed(window: Window): Window {
  const { frames, runtime, elapsedMicros } = window;
  const sampled = elapsedMicros === 0 ? 1 : Math.max(0.001, 1 - (runtime.offMicros ?? 0) / elapsedMicros);
  return {
    ...window,
    // As long as what is left in the background was sampled.
    elapsedMicros: Math.round(elapsedMicros * sampled),
    runtime: {
      ...runtime,
      gcMicros: Math.round(runtime.gcMicros / sampled),
      gcCpuMicros: Math.round(runtime.gcCpuMicros / sampled),
      background: followedOf(runtime.background, frames),
    },
  };
}

function followedOf(tree: CallTree, frames: readonly Frame[]): CallTree {
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
