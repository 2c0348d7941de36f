import type { RetentionRung } from '../../options.ts';
import { countedFiles } from './counted-files.ts';
import type { FolderLook, StoredFile } from './folder-reader.ts';
import { rungOf } from './rungs.ts';

export interface RemovalBounds {
  /** Windows that are older than its last rung are removed. */
  readonly ladder: readonly RetentionRung[];
  readonly maxDiskBytes: number;
}

export interface Removals {
  /** Names, in the order in which to remove them. */
  readonly names: readonly string[];
  /** How many of the files that count are removed only because space is short. */
  readonly forSpace: number;
}

/**
 * Which files to remove: those that are cleared, too old, or too old for their own rung and merged into a file that has
 * existed for long enough (`isSettled`); then the oldest, while there is too much. All parts of a file go together,
 * because they are useful only together. A file never goes before those that it replaces, or they would count again: the
 * process may be killed after each step.
 */
export function planRemovals(
  { files, clearedMicros, cleared }: FolderLook,
  nowMicros: number,
  { ladder, maxDiskBytes }: RemovalBounds,
  isSettled: (name: string) => boolean,
): Removals {
  const byName = new Map(files.map((file) => [file.name, file]));
  const covered = new Set(files.flatMap(({ head }) => head.covers));
  const names = new Set<string>(cleared);
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  /** The files that it replaces, and those whose own merged file is missing. */
  const partsOf = ({ head }: StoredFile): StoredFile[] =>
    [...head.covers, ...head.beneath.filter((name) => !covered.has(name))].flatMap(
      (name) => byName.get(name) ?? [],
    );
  const chosen = new Set<string>(cleared);
  const remove = (file: StoredFile): void => {
    if (chosen.has(file.name)) return;
    chosen.add(file.name);
    for (const part of partsOf(file)) remove(part);
    names.add(file.name);
    bytes -= file.bytes;
  };
  const isOlder = ({ head }: StoredFile, millis: number): boolean =>
    nowMicros - head.endMicros > millis * 1000;
  const forMillisOf = (file: StoredFile): number =>
    rungOf(file, ladder)?.forMillis ?? Number.POSITIVE_INFINITY;
  for (const file of files) {
    const { name, head } = file;
    if (
      head.startMicros < clearedMicros ||
      isOlder(file, ladder.at(-1)?.forMillis ?? Number.POSITIVE_INFINITY)
    ) {
      remove(file);
      continue;
    }
    const parts = partsOf(file);
    if (isSettled(name) && isOlder(file, Math.max(...parts.map(forMillisOf)))) parts.forEach(remove);
  }
  let forSpace = 0;
  for (const file of countedFiles(files, clearedMicros)) {
    if (bytes <= maxDiskBytes) break;
    if (names.has(file.name)) continue;
    remove(file);
    forSpace++;
  }
  return { names: [...names], forSpace };
}
