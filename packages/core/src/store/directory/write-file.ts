import { join } from 'node:path';
import { type DiskSteps, remove, rename, writeNew } from './disk-steps.ts';
import { temporaryName } from './names.ts';

/** Writes a file atomically: it exists as a whole or not at all, whenever the process ends. */
export function* writeFile(folder: string, name: string, bytes: Uint8Array): DiskSteps<void> {
  const temporary = join(folder, temporaryName(name));
  try {
    yield* writeNew(temporary, bytes);
    yield* rename(temporary, join(folder, name));
  } catch (error) {
    try {
      yield* remove(temporary);
    } catch {
      // It may not exist. The compactor removes old temporary files.
    }
    throw error;
  }
}
