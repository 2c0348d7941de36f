import type { RetentionRung } from '../options.ts';
import type { CallTree } from '../profile/call-tree.ts';
import type { Window } from '../profile/window.ts';

/** One step that makes a store smaller: these windows become one, each tree with at most `maxNodes` nodes. */
export interface MergeStep {
  readonly windows: readonly Window[];
  readonly maxNodes: number;
}

export interface Bounds {
  readonly ladder: readonly RetentionRung[];
  readonly maxNodes: number;
  readonly maxBytes: number;
}

/**
 * The next step, or `undefined` when nothing is to be done. Older windows are merged along the ladder; past its end
 * they are dropped (`maxNodes` 0). Over the size limit the two oldest become one, and a lone one loses detail.
 */
export function nextStep(
  windows: readonly Window[],
  nowMicros: number,
  bounds: Bounds,
): MergeStep | undefined {
  const { ladder, maxNodes, maxBytes } = bounds;
  const last = ladder.at(-1);
  const expired = windows.filter((window) => last && ageMillis(window, nowMicros) > last.forMillis);
  if (expired.length > 0) return { windows: expired, maxNodes: 0 };

  for (let rung = 1; rung < ladder.length; rung++) {
    const { everyMillis } = ladder[rung] as RetentionRung;
    const groups = new Map<number, Window[]>();
    for (const window of windows) {
      if (rungOf(window, nowMicros, ladder) !== rung) continue;
      const key = Math.floor(window.startMicros / 1000 / everyMillis);
      const group = groups.get(key);
      if (group) group.push(window);
      else groups.set(key, [window]);
    }
    for (const group of groups.values()) if (group.length > 1) return { windows: group, maxNodes };
  }

  if (windows.reduce((sum, window) => sum + bytesOf(window), 0) > maxBytes) {
    if (windows.length > 1) return { windows: windows.slice(0, 2), maxNodes };
    const [only] = windows;
    const largest = only ? largestTree(only) : 0;
    if (only && largest > smallestTree)
      return { windows: [only], maxNodes: Math.max(smallestTree, largest >> 1) };
  }
  return undefined;
}

const smallestTree = 16;

function ageMillis({ endMicros }: Window, nowMicros: number): number {
  return (nowMicros - endMicros) / 1000;
}

function rungOf(window: Window, nowMicros: number, ladder: readonly RetentionRung[]): number {
  const age = ageMillis(window, nowMicros);
  return ladder.findIndex(({ forMillis }) => age <= forMillis);
}

function largestTree(window: Window): number {
  return Math.max(...treesOf(window).map(({ parent }) => parent.length));
}

function treesOf({ routes, runtime }: Window): CallTree[] {
  return [runtime.background, runtime.profiler, ...routes.map(({ tree }) => tree)];
}

const bytesPerNode = 2 * 4 + 3 * 8;
const bytesPerFrame = 120;
const bytesPerRoute = 400;

const sizes = new WeakMap<Window, number>();

/** An estimate of what a window takes in memory. */
export function bytesOf(window: Window): number {
  let bytes = sizes.get(window);
  if (bytes === undefined) sizes.set(window, (bytes = estimate(window)));
  return bytes;
}

function estimate(window: Window): number {
  const nodes = treesOf(window).reduce((sum, { parent }) => sum + parent.length, 0);
  const bins = window.routes.reduce((sum, { latency }) => sum + latency.bin.length, 0);
  return (
    nodes * bytesPerNode +
    bins * 12 +
    window.frames.length * bytesPerFrame +
    window.routes.length * bytesPerRoute
  );
}
