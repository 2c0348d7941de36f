import { atOnce, mapSteps } from '../in-turns.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { sortSteps } from '../sort-steps.ts';
import { mergeBlocks } from './blocks.ts';
import { boundedProcesses } from './bounded-processes.ts';
import { type CallTree, emptyTree } from './call-tree.ts';
import { canonicalTree, renumbered } from './canonical-tree.ts';
import { mergeFollowing } from './following.ts';
import { frameKey } from './frame-key.ts';
import { mergeLatencies } from './latency.ts';
import { mergeLedgers } from './ledger.ts';
import { mergeLines } from './line-builder.ts';
import { mergeLoopDelays } from './loop-delays.ts';
import { compareMeasures } from './measure.ts';
import { mergeProcesses } from './merge-processes.ts';
import { mergeTraces } from './merge-traces.ts';
import { mergeTrees, type TreePart } from './merge-trees.ts';
import { mergeOthers } from './named-trees.ts';
import { pruneTree } from './prune.ts';
import { routeKey } from './route-key.ts';
import { mergeSources } from './sources.ts';
import { mergeUnknown } from './unknown-fields.ts';
import { prunedName, type RouteWindow, type RuntimeWindow, type Window, windowFormat } from './window.ts';

/** A row of one window, with the numbers of that window's frames in the merged list. */
interface RoutePart {
  readonly route: RouteWindow;
  readonly toMerged: Int32Array;
}

/**
 * Adds windows up: of one process over time, of many processes, of many hosts. Associative and commutative, and the
 * result is the same to the byte in any order: weights are whole numbers, and routes, frames and nodes are sorted. Texts
 * are sorted by code units, which is the same everywhere, unlike the collation of a locale.
 * Yields between windows and between routes, so that a caller can let the event loop have a turn; see `mergeWindows`
 * for all at once.
 *
 * With `maxNodes`, each tree is pruned to that size, and lists of traces' waits and rows of processes are shortened: the order
 * may then change what `(pruned)` and `(other)` hold and which rows are left, never totals.
 */
export function* mergeSteps(windows: readonly Window[], maxNodes?: number): Generator<void, Window> {
  const { frames, numbers } = yield* mergeFrames(windows, maxNodes !== undefined);
  const growing = new Set(
    numbers.filter((toMerged) => toMerged.every((at, i) => at > (toMerged[i - 1] ?? -1))),
  );
  /** The tree itself where renumbering is enough: there is nothing to add, prune or sort. */
  const alone = ([tree, toMerged]: TreePart): CallTree | undefined =>
    growing.has(toMerged) && tree.parent.length <= (maxNodes ?? Number.POSITIVE_INFINITY)
      ? renumbered(tree, toMerged)
      : undefined;
  function* mergeInSteps(all: readonly TreePart[]): Generator<void, CallTree> {
    const trees = all.filter(([tree]) => tree !== emptyTree);
    const [only] = trees;
    if (only === undefined) return emptyTree;
    const kept = trees.length === 1 ? alone(only) : undefined;
    if (kept !== undefined) return kept;
    const merged = mergeTrees(trees);
    yield;
    const pruned = maxNodes === undefined ? merged : pruneTree(merged, maxNodes, prunedNumber(frames));
    yield;
    const lines = mergeLines(trees);
    return canonicalTree(lines === undefined ? pruned : { ...pruned, lines });
  }
  const merge = (all: readonly TreePart[]): CallTree => atOnce(mergeInSteps(all));
  const groups = new Map<string, RoutePart[]>();
  for (const [i, window] of windows.entries()) {
    for (const route of window.routes) {
      const key = routeKey(route);
      const group = groups.get(key);
      const part = { route, toMerged: numbers[i] as Int32Array };
      if (group) group.push(part);
      else groups.set(key, [part]);
    }
    yield;
  }
  const routes: RouteWindow[] = [];
  for (const key of [...groups.keys()].sort()) {
    const parts = groups.get(key) as RoutePart[];
    const first = (parts[0] as RoutePart).route;
    const ofRoute = parts.map(({ route, toMerged }) => [route.tree, toMerged] as const);
    const tree = yield* mergeInSteps(ofRoute);
    yield;
    routes.push({
      method: first.method,
      route: first.route,
      requests: sum(parts, ({ route }) => route.requests),
      statusClasses: [0, 1, 2, 3, 4].map((digit) =>
        sum(parts, ({ route }) => route.statusClasses[digit] ?? 0),
      ),
      aborted: sum(parts, ({ route }) => route.aborted),
      latency: mergeLatencies(parts.map(({ route }) => route.latency)),
      gcMicros: sum(parts, ({ route }) => route.gcMicros),
      tree,
      ...mergeOthers(
        parts.map(({ route }) => route),
        (trees) => merge(trees.map(([tree, place]) => [tree, (parts[place] as RoutePart).toMerged])),
      ),
      ...mergeTraces(
        parts.map(({ route }) => route),
        maxNodes !== undefined,
      ),
      ...mergeFollowing(parts.map(({ route }) => route)),
      // A copy of one window keeps unknown fields; those of several windows cannot be added up.
      ...(windows.length === 1 && parts.length === 1 && first.unknown && { unknown: first.unknown }),
    });
    yield;
  }
  const treeOf = (kind: 'background' | 'profiler') =>
    mergeInSteps(windows.map((window, i) => [window.runtime[kind], numbers[i] as Int32Array] as const));
  const background = yield* treeOf('background');
  yield;
  const profiler = yield* treeOf('profiler');
  yield;
  const { processes } = yield* mergeProcesses(windows);
  const bounded = processes && maxNodes !== undefined ? yield* boundedProcesses(processes) : processes;
  return {
    format: windowFormat,
    sources: mergeSources(windows),
    startMicros: windows.length === 0 ? 0 : Math.min(...windows.map(({ startMicros }) => startMicros)),
    endMicros: windows.length === 0 ? 0 : Math.max(...windows.map(({ endMicros }) => endMicros)),
    elapsedMicros: sum(windows, ({ elapsedMicros }) => elapsedMicros),
    frames,
    routes,
    runtime: {
      idleMicros: sum(windows, ({ runtime }) => runtime.idleMicros),
      gcMicros: sum(windows, ({ runtime }) => runtime.gcMicros),
      gcSamples: sum(windows, ({ runtime }) => runtime.gcSamples),
      gcCpuMicros: sum(windows, ({ runtime }) => runtime.gcCpuMicros),
      background,
      profiler,
      lost: sum(windows, ({ runtime }) => runtime.lost),
      ...mergeOff(windows),
      ...mergeOthers(
        windows.map(({ runtime }) => runtime),
        (trees) => merge(trees.map(([tree, place]) => [tree, numbers[place] as Int32Array])),
      ),
      ...(windows.length === 1 && windows[0]?.runtime.unknown && { unknown: windows[0].runtime.unknown }),
    },
    ...mergeLoopDelays(windows),
    ...mergeBlocks(windows),
    ...(bounded && { processes: bounded }),
    ...mergePreferred(windows),
    ...mergeLedgers(windows),
    ...mergeUnknown(windows, routes),
  };
}

/** `mergeSteps` in one go. */
export function mergeWindows(windows: readonly Window[], maxNodes?: number): Window {
  return atOnce(mergeSteps(windows, maxNodes));
}

/** One sorted list of all frames, and for each window the list's numbers of its frames. */
function* mergeFrames(
  windows: readonly Window[],
  mayPrune: boolean,
): Generator<void, { frames: Frame[]; numbers: Int32Array[] }> {
  const byKey = new Map<string, Frame>();
  const keys: string[][] = [];
  for (const { frames } of windows) {
    keys.push(
      yield* mapSteps(frames, (frame) => {
        const key = frameKey(frame);
        byKey.set(key, frame);
        return key;
      }),
    );
  }
  if (mayPrune && !byKey.has(prunedKey)) {
    byKey.set(prunedKey, { name: prunedName, file: '', line: 0, column: 0 });
  }
  const sorted = yield* sortSteps([...byKey.keys()]);
  const place = new Map(sorted.map((key, i) => [key, i]));
  yield;
  const numbers: Int32Array[] = [];
  for (const ofWindow of keys) {
    numbers.push(Int32Array.from(ofWindow, (key) => place.get(key) as number));
    yield;
  }
  return { frames: sorted.map((key) => byKey.get(key) as Frame), numbers };
}

const prunedKey = frameKey({ name: prunedName, file: '', line: 0, column: 0 });

function prunedNumber(frames: readonly Frame[]): number {
  return frames.findIndex(({ name, file }) => name === prunedName && file === '');
}

/** If windows prefer different measures, it picks the same one in any order. */
function mergePreferred(windows: readonly Window[]): Pick<Window, 'preferred'> {
  const [preferred] = windows.flatMap((window) => window.preferred ?? []).sort(compareMeasures);
  return preferred === undefined ? {} : { preferred };
}

function mergeOff(windows: readonly Window[]): Pick<RuntimeWindow, 'offMicros'> {
  const offMicros = sum(windows, ({ runtime }) => runtime.offMicros ?? 0);
  return offMicros === 0 ? {} : { offMicros };
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
