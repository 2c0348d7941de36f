import { grouped } from '../grouped.ts';
import type { RetentionRung } from '../options.ts';
import { ownRows } from '../profile/fold-rows.ts';
import { treesOf } from '../profile/named-trees.ts';
import { mostTraces } from '../profile/thin-traces.ts';
import { bytesOfKept } from '../profile/trace-bytes.ts';
import type { Window } from '../profile/window.ts';
import { bytesOf } from './window-bytes.ts';

/** One step that makes a store smaller: these windows become one, each tree with at most `maxNodes` nodes. */
export interface MergeStep {
  readonly windows: readonly Window[];
  /** 0: the windows are dropped. */
  readonly maxNodes: number;
  /** Keeps only this many of the heaviest rows; the rest go to `(other)`. Absent: keeps all. */
  readonly maxRows?: number;
  /** Keeps only this many traces of each kind in a row. Absent: keeps all. */
  readonly maxTraces?: number;
}

export interface Bounds {
  readonly ladder: readonly RetentionRung[];
  readonly maxNodes: number;
  readonly maxBytes: number;
}

/**
 * The next step, or `undefined` when there is nothing to do. Older windows are merged along the ladder; past its end
 * they are dropped. Over the size limit, the oldest windows that together take half of it become one. A window that
 * takes half alone loses detail: it keeps fewer traces while these take half of it, then its trees get smaller, then its
 * lightest rows go to `(other)`.
 */
export function nextStep(
  windows: readonly Window[],
  nowMicros: number,
  { ladder, maxNodes, maxBytes }: Bounds,
): MergeStep | undefined {
  const last = ladder.at(-1);
  const expired = windows.filter((window) => last && ageMillis(window, nowMicros) > last.forMillis);
  if (expired.length > 0) return { windows: expired, maxNodes: 0 };

  for (let rung = 1; rung < ladder.length; rung++) {
    const { everyMillis } = ladder[rung] as RetentionRung;
    const ofRung = windows.filter((window) => rungOf(window, nowMicros, ladder) === rung);
    const groups = grouped(ofRung, ({ startMicros }) => Math.floor(startMicros / 1000 / everyMillis));
    for (const group of groups.values()) if (group.length > 1) return { windows: group, maxNodes };
  }

  const tooMany = bytesOfAll(windows) - maxBytes;
  if (tooMany <= 0) return undefined;
  const oldest = oldestOf(windows, maxBytes / 2);
  const [first] = oldest;
  if (oldest.length > 1) return { windows: oldest, maxNodes };
  const lighter = first && lighten(first, tooMany + maxBytes / 8);
  return lighter ?? (windows.length > 1 ? { windows: windows.slice(0, 2), maxNodes } : undefined);
}

const smallestTree = 16;

/** As many of the oldest as take `bytes` together, or all. */
function oldestOf(windows: readonly Window[], bytes: number): Window[] {
  let sum = 0;
  const last = windows.findIndex((window) => (sum += bytesOf(window)) >= bytes);
  return last < 0 ? [...windows] : windows.slice(0, last + 1);
}

/** A step that removes about this many bytes of detail from a window; `undefined` when no detail is left. */
function lighten(window: Window, bytes: number): MergeStep | undefined {
  const largest = Math.max(...treesOf(window).map(({ parent }) => parent.length));
  const kept = window.routes.reduce((sum, { traces }) => sum + (traces ? bytesOfKept(traces) : 0), 0);
  if (kept > bytesOf(window) / 2)
    return { windows: [window], maxNodes: largest, maxTraces: mostTraces(window) >> 1 };
  if (largest > smallestTree)
    return { windows: [window], maxNodes: Math.max(smallestTree, Math.floor(largest / 2)) };
  const rows = ownRows(window).length;
  if (rows === 0) return undefined;
  const left = Math.floor(rows * (1 - bytes / bytesOf(window)));
  return { windows: [window], maxNodes: largest, maxRows: Math.max(0, Math.min(rows - 1, left)) };
}

function bytesOfAll(windows: readonly Window[]): number {
  return windows.reduce((sum, window) => sum + bytesOf(window), 0);
}

function ageMillis({ endMicros }: Window, nowMicros: number): number {
  return (nowMicros - endMicros) / 1000;
}

function rungOf(window: Window, nowMicros: number, ladder: readonly RetentionRung[]): number {
  const age = ageMillis(window, nowMicros);
  return ladder.findIndex(({ forMillis }) => age <= forMillis);
}
