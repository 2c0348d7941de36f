import type { StoredWindow, StoreListing } from '../store.ts';
import { countedFiles, coveredBy } from './counted-files.ts';
import type { FolderReader, StoredFile } from './folder-reader.ts';
import type { PendingWindow, PendingWindows } from './pending-windows.ts';

/** What is in a service's folder, and with that what this process has not yet written. */
export interface Listing extends StoreListing {
  readonly problems: readonly string[];
  /** Of the files that count. */
  readonly bytes: number;
}

export async function listFolder(
  reader: FolderReader,
  pending: PendingWindows | undefined,
  unwrittenClear: () => number,
): Promise<Listing> {
  // First: what is written meanwhile is seen in both places, not in none.
  const waiting = pending?.all() ?? [];
  const look = await reader.look();
  const clearedMicros = Math.max(look.clearedMicros, unwrittenClear());
  const files = countedFiles(look.files, clearedMicros);
  const present = new Set(look.files.map(({ name }) => name));
  const covered = coveredBy(look.files);
  const held = waiting.filter(
    ({ name, window }) => !present.has(name) && !covered.has(name) && window.startMicros >= clearedMicros,
  );
  const windows = [...files.map((file) => storedFile(reader, file)), ...held.map(heldWindow)];
  return {
    windows: windows.sort((a, b) => a.startMicros - b.startMicros),
    clearedMicros,
    problems: look.problems,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function storedFile(reader: FolderReader, { name, head }: StoredFile): StoredWindow {
  return { id: name, ...head, read: () => reader.read(name) };
}

function heldWindow({ window, summary }: PendingWindow): StoredWindow {
  return { ...summary, covers: [], read: async () => window };
}
