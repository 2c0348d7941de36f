import type { Piece } from '../pieces.ts';
import { type CallTree, emptyTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { elapsedMicrosOf } from '../profile/elapsed-time.ts';
import { estimatedWindow, unscaledRoute } from '../profile/estimated-window.ts';
import { frameKey } from '../profile/frame-key.ts';
import { linesOf } from '../profile/line-table.ts';
import { mergeInSlices } from '../profile/merge-in-slices.ts';
import { mapTrees, treesOf } from '../profile/named-trees.ts';
import { mapTraceFrames } from '../profile/trace-frames.ts';
import { withUsedFrames } from '../profile/used-frames.ts';
import { backgroundName, gcName, profilerName, type Window } from '../profile/window.ts';
import { searchText } from '../query/search-text.ts';
import { existingWork, gcOf } from '../selection/chosen-work.ts';
import type { Filter } from '../selection/filter.ts';
import { type LabelledFrame, shownName } from '../source-code/function-labels.ts';
import type { SitePositions } from '../tables/site-names.ts';

export interface Selection {
  /** A route's name, as in the report: `'GET /orders/:id'`, `'(background)'`, `'(profiler)'`; `''` for everything. */
  readonly route: string;
  /** Only stacks in which some function matches; requests are counted all the same. */
  readonly filter: Filter | undefined;
}

/**
 * The part of a window that was asked for, as a window whose frames have their positions in the original source: all
 * export formats are written from it. What it leaves out is not in `elapsedMicros` either, so that it still adds up.
 * Throws a `QueryError` for a route that the window does not have.
 *
 * @param positions Of the window's frames.
 * @param sites Of the places where its traces waited.
 * @param kind What the work is for.
 */
export async function selectWindow(
  window: Window,
  positions: readonly LabelledFrame[],
  { route, filter }: Selection,
  sites: SitePositions = new Map(),
  kind: Piece = 'merge for report',
): Promise<Window> {
  const chosen = chooseRoute(window, route);
  const selected = filter === undefined ? chosen : focus(chosen, positions, filter);
  const told = withTracesMoved(withoutMovedLines(selected, positions), positions, sites);
  // Different positions in generated code may be one in the source, and equal frames are one.
  return await mergeInSlices([withUsedFrames(told, positions)], undefined, kind);
}

function chooseRoute(window: Window, name: string): Window {
  if (name === '') return window;
  const work = existingWork(estimatedWindow(window), name);
  const gc = gcOf(window, name, work);
  const { background, profiler, lost, others } = window.runtime;
  return addUp({
    ...window,
    routes: work.routes,
    runtime: {
      idleMicros: 0,
      gcMicros: gc.wallMicros,
      gcSamples: gc.samples,
      gcCpuMicros: gc.cpuMicros,
      background: name === backgroundName ? background : emptyTree,
      profiler: name === profilerName ? profiler : emptyTree,
      lost,
      ...(name === backgroundName && others !== undefined && { others }),
    },
  });
}

function focus(window: Window, positions: readonly LabelledFrame[], filter: Filter): Window {
  const matches = positions.map((position) => filter(searchText({ ...position, name: shownName(position) })));
  const keepsGc = filter(`${gcName} :0`);
  const { routes, runtime } = mapTrees(window, (tree) => matchingStacks(tree, matches));
  return addUp({
    ...window,
    routes: routes.map((route) => ({ ...unscaledRoute(route), ...(keepsGc ? {} : { gcMicros: 0 }) })),
    runtime: {
      ...runtime,
      idleMicros: 0,
      ...(keepsGc ? {} : { gcMicros: 0, gcSamples: 0, gcCpuMicros: 0 }),
    },
  });
}

/** Await stacks of traces are mostly of frames that the window's trees have, too. */
function withTracesMoved(window: Window, positions: readonly LabelledFrame[], sites: SitePositions): Window {
  if (window.routes.every(({ traces }) => traces === undefined)) return window;
  const known = new Map(sites);
  for (const [i, frame] of window.frames.entries()) known.set(frameKey(frame), positions[i] ?? frame);
  return mapTraceFrames(window, (frame) => {
    const { name, file, line, column } = known.get(frameKey(frame)) ?? frame;
    return { name, file, line, column };
  });
}

/** Lines are of the code that ran: where a source map leads to another file, they say nothing of that. */
function withoutMovedLines(window: Window, positions: readonly LabelledFrame[]): Window {
  if (treesOf(window).every(({ lines }) => lines === undefined)) return window;
  const isUnmoved = (frame: number): boolean => positions[frame]?.file === window.frames[frame]?.file;
  return {
    ...window,
    ...mapTrees(window, ({ lines, ...tree }) => {
      const kept = lines && linesOf(lines, isUnmoved);
      return canonicalTree(kept === undefined ? tree : { ...tree, lines: kept });
    }),
  };
}

/** Which line a stack went through is not known, so lines are left out. */
function matchingStacks(tree: CallTree, matches: readonly boolean[]): CallTree {
  const { parent, frame } = tree;
  const count = parent.length;
  /** 1 in and below a function that matches, 2 above one. */
  const kept = new Uint8Array(count);
  for (let node = 1; node < count; node++) {
    if (matches[frame[node] as number] || kept[parent[node] as number]) kept[node] = 1;
  }
  for (let node = count - 1; node > 0; node--) {
    if (kept[node]) kept[parent[node] as number] ||= 2;
  }
  kept[0] = 2;
  const origin = Array.from(kept.keys()).filter((node) => kept[node]);
  const place = new Map(origin.map((node, at) => [node, at]));
  const self = (weights: Float64Array) =>
    Float64Array.from(origin, (node) => (kept[node] === 1 ? (weights[node] as number) : 0));
  return {
    parent: Int32Array.from(origin, (node) => place.get(parent[node] as number) ?? -1),
    frame: Int32Array.from(origin, (node) => frame[node] as number),
    measures: tree.measures,
    columns: tree.columns.map(self),
  };
}

/** The loop's delays and the rows of processes are of the whole app. */
function addUp({ loopDelays, processes, ...window }: Window): Window {
  return { ...window, elapsedMicros: elapsedMicrosOf(window) };
}
