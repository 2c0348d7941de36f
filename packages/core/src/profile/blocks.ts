import type { Frame } from '../sample/stack-tree.ts';
import { LatencyBuilder, type LatencySketch, mergeLatencies } from './latency.ts';
import type { RouteName } from './trace.ts';

/** Blocks of the loop in one window: how long all of them were, and the longest. */
export interface BlockSums {
  readonly lengths: LatencySketch;
  /** Longest first; at most `mostBlocks`. */
  readonly longest: readonly Block[];
}

/** A time in which the loop did not come back, in whole microseconds; without method and route where it is not known by whom. */
export interface Block extends RouteName {
  /** Epoch microseconds. */
  readonly atMicros: number;
  readonly micros: number;
  readonly pid: number;
  /** Innermost first; empty where no sample was taken of it. */
  readonly stack: readonly Frame[];
  readonly delayed: readonly DelayedSum[];
}

/** Requests of one route that a block delayed, added up. */
export interface DelayedSum extends RouteName {
  readonly requests: number;
  readonly micros: number;
  /** False where the requests were traced. */
  readonly estimated: boolean;
}

/** More is not kept of a window, a stack, or the requests that a block delayed. */
export const mostBlocks = 100;
export const mostBlockCalls = 64;
export const mostDelayedRoutes = 20;

/** The blocks of windows that become one. The longest of all are among the longest of each, so the order does not matter. */
export function mergeBlocks(windows: readonly { readonly blocks?: BlockSums }[]): {
  readonly blocks?: BlockSums;
} {
  const all = windows.flatMap(({ blocks }) => blocks ?? []);
  if (all.length === 0) return {};
  const lengths = mergeLatencies(all.map((each) => each.lengths));
  return { blocks: { lengths, longest: longestOf(all.flatMap(({ longest }) => longest)) } };
}

/**
 * Those that lasted until this moment, or longer. A block is in the window in which it becomes known, up to some seconds
 * after its end. Of more than `mostBlocks`, only the longest are left.
 */
export function blocksSince(
  { blocks }: { readonly blocks?: BlockSums },
  epochMicros: number,
): { readonly blocks?: BlockSums } {
  const longest = blocks?.longest.filter(({ atMicros, micros }) => atMicros + micros >= epochMicros) ?? [];
  if (longest.length === 0) return {};
  if (blocks?.longest.length === longest.length) return { blocks };
  const lengths = new LatencyBuilder();
  for (const { micros } of longest) lengths.add(micros);
  return { blocks: { lengths: lengths.finish(), longest } };
}

/** @param blocks Are not changed. */
export function longestOf(blocks: readonly Block[]): readonly Block[] {
  return [...blocks].sort(byLength).slice(0, mostBlocks);
}

function byLength(a: Block, b: Block): number {
  return (
    b.micros - a.micros || a.atMicros - b.atMicros || a.pid - b.pid || compareTexts(textOf(a), textOf(b))
  );
}

/** Tells blocks apart that are alike in all else. */
function textOf(block: Block): string {
  return JSON.stringify(block);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** About how much memory they take: measured as for traces. Frames are shared with trees. */
export function bytesOfBlocks({ longest }: BlockSums): number {
  return longest.reduce(
    (bytes, { stack, delayed }) => bytes + 400 + 11 * stack.length + 90 * delayed.length,
    1_000,
  );
}
