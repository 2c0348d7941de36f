import type { StoredWindow, StoreListing } from '../store.ts';
import { countedFiles, hiddenBy } from './counted-files.ts';
import type { FolderReader, StoredFile } from './folder-reader.ts';
import type { PendingWindow, PendingWindows } from './pending-windows.ts';

/** The windows in a service's folder, and those that this process has not written yet. */
export interface Listing extends StoreListing {
  readonly problems: readonly string[];
  /** Of all files, with those that others replace. */
  readonly bytes: number;
}

/** The listings of several services as one. */
export function joinListings(listings: readonly StoreListing[]): StoreListing {
  return {
    windows: listings.flatMap(({ windows }) => windows).sort((a, b) => a.startMicros - b.startMicros),
    clearedMicros: Math.min(...listings.map(({ clearedMicros }) => clearedMicros)),
  };
}

export async function listFolder(
  reader: FolderReader,
  pending: PendingWindows | undefined,
  unwrittenClear: () => number,
): Promise<Listing> {
  // Before the folder is read: a window that is written meanwhile is then seen in both places rather than in none.
  const waiting = pending?.all() ?? [];
  const look = await reader.look();
  const clearedMicros = Math.max(look.clearedMicros, unwrittenClear());
  const files = countedFiles(look.files, clearedMicros);
  const present = new Set(look.files.map(({ name }) => name));
  const hidden = hiddenBy(look.files);
  const held = waiting.filter(
    ({ name, window }) => !present.has(name) && !hidden.has(name) && window.startMicros >= clearedMicros,
  );
  const windows = [...storedFiles(reader, files, look.files), ...held.map(heldWindow)];
  return {
    windows: windows.sort((a, b) => a.startMicros - b.startMicros),
    clearedMicros,
    problems: look.problems,
    bytes: look.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The files that count, with those of `all` that they were merged from. */
function storedFiles(
  reader: FolderReader,
  counted: readonly StoredFile[],
  all: readonly StoredFile[],
): StoredWindow[] {
  // Each file is a part of one window at most, whatever files claim.
  const free = new Map(all.map((file) => [file.name, file]));
  const take = (names: readonly string[]): StoredFile[] =>
    names.flatMap((name) => {
      const file = free.get(name);
      free.delete(name);
      return file ?? [];
    });
  const storedFile = ({ name, head }: StoredFile): StoredWindow => {
    const { beneath: _beneath, ...told } = head;
    const there = take(head.covers);
    const parts = there.length === head.covers.length ? there : [];
    return {
      id: name,
      ...told,
      parts: parts.map(storedFile).sort((a, b) => a.startMicros - b.startMicros),
      read: () => reader.read(name),
    };
  };
  return counted.map(storedFile);
}

/** A window that may not be on disk yet. */
export function heldWindow({ window, summary }: PendingWindow): StoredWindow {
  return { ...summary(), covers: [], parts: [], read: async () => window };
}
