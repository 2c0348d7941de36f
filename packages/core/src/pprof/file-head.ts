import type { SourceShare, WindowSummary } from '../profile/window-summary.ts';

/**
 * The files whose data a merged file has. It names them all, so that none of them counts again, whichever others are
 * seen, removed or damaged.
 */
export interface StandsFor {
  /** Names of the files that were merged into this one; none if a process wrote it. */
  readonly covers: readonly string[];
  /** Names of the files that those stand for in turn, if they still existed. */
  readonly beneath: readonly string[];
  /** The span of time that it was merged for, by the ladder. Absent in a window of a process, and in older files. */
  readonly spanMillis?: number;
  /** What each of its sources had, in their order; absent where that is not known. */
  readonly perSource?: readonly SourceShare[];
}

export const standsForNone: StandsFor = { covers: [], beneath: [] };

/** What the beginning of a file says about its window, and about the files that it stands for. */
export interface FileHead extends Omit<WindowSummary, 'id'>, StandsFor {
  /** Where its digest is in the file, in bytes; absent where it has none. */
  readonly digest?: { readonly start: number; readonly end: number };
}

/** The result of reading the beginning of a file: it may be too short, or the file may have no head. */
export type HeadReading = FileHead | 'cut off' | 'not there';
