import { countedFiles } from './counted-files.ts';
import type { FolderLook, StoredFile } from './folder-reader.ts';

export interface RemovalBounds {
  /** Older windows are forgotten. */
  readonly forMillis: number;
  readonly maxDiskBytes: number;
}

export interface Removals {
  /** Names, in the order in which they are to go. */
  readonly names: readonly string[];
  /** How many of them go for want of space only. */
  readonly forSpace: number;
}

/**
 * Which files go: those that are cleared, too old, or merged into others that have been there for long enough
 * (`isSettled`); then the oldest, while there is too much. A file never goes before those that it stands for, as they
 * would count again.
 */
export function planRemovals(
  { files, clearedMicros, cleared }: FolderLook,
  nowMicros: number,
  { forMillis, maxDiskBytes }: RemovalBounds,
  isSettled: (name: string) => boolean,
): Removals {
  const byName = new Map(files.map((file) => [file.name, file]));
  const names = new Set<string>(cleared);
  const chosen = new Set<string>();
  const remove = ({ name, head }: StoredFile): void => {
    chosen.add(name);
    for (const covered of head.covers) {
      const file = byName.get(covered);
      if (file !== undefined && !chosen.has(covered)) remove(file);
    }
    names.add(name);
  };
  for (const file of files) {
    const { name, head } = file;
    const isOld = nowMicros - head.endMicros > forMillis * 1000;
    if (head.startMicros < clearedMicros || isOld) remove(file);
    else if (isSettled(name)) for (const covered of head.covers) if (byName.has(covered)) names.add(covered);
  }
  const left = countedFiles(files, clearedMicros).filter(({ name }) => !names.has(name));
  let bytes = left.reduce((sum, file) => sum + file.bytes, 0);
  let forSpace = 0;
  for (const file of left) {
    if (bytes <= maxDiskBytes) break;
    remove(file);
    bytes -= file.bytes;
    forSpace++;
  }
  return { names: [...names], forSpace };
}
