import type { WindowSummary } from '../profile/window-summary.ts';

/**
 * Whose data a file has, beside a process's own. It names them all: so that none of them counts again, whichever others
 * are seen, are removed, or turn out to be damaged.
 */
export interface StandsFor {
  /** Names of the files that were merged into this one; none when it is as a process wrote it. */
  readonly covers: readonly string[];
  /** Names of the files that those stand for in turn, as far as they were there. */
  readonly beneath: readonly string[];
}

export const standsForNone: StandsFor = { covers: [], beneath: [] };

/** What the beginning of a file tells: of its window, and of the files that it stands for. */
export interface FileHead extends Omit<WindowSummary, 'id'>, StandsFor {}

/** What the beginning of a file may be: not all of what is needed, or of a format that has nothing there. */
export type HeadReading = FileHead | 'cut off' | 'not there';
