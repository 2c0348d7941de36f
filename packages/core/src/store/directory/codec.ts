import type { Window } from '../../profile/window.ts';
import type { WindowSummary } from '../store.ts';

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

/** How windows become files and files windows. The format itself is of a later stage. */
export interface WindowCodec {
  encode(window: Window, standsFor: StandsFor): Promise<Uint8Array>;
  /** The same bytes, without a turn of the loop. */
  encodeNow(window: Window, standsFor: StandsFor): Uint8Array;
  /** Reads the head from a file's first bytes, which it may give in part. Throws when they are no window's. */
  decodeHead(beginning: Uint8Array): HeadReading;
  /** Reads a whole file, of this version or an earlier one. Throws when it is damaged. */
  decode(bytes: Uint8Array): Promise<StoredContents>;
  /** Whether what `decodeHead` or `decode` threw means that a later version wrote the file. */
  isLater(error: unknown): boolean;
}

export interface StoredContents {
  readonly window: Window;
  readonly standsFor: StandsFor;
}
