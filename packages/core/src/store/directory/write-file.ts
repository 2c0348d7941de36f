import { join } from 'node:path';
import { type DiskSteps, remove, rename, writeNew } from './disk-steps.ts';
import { temporaryName } from './names.ts';

/** Writes a file that is there as a whole or not at all, whenever the process ends. */
export function* writeFile(folder: string, name: string, bytes: Uint8Array): DiskSteps<void> {
  const temporary = join(folder, temporaryName(name));
  try {
    yield* writeNew(temporary, bytes);
    yield* rename(temporary, join(folder, name));
  } catch (error) {
    try {
      yield* remove(temporary);
    } catch {
      // It may not be there; what could not be removed is removed when it is old.
    }
    throw error;
  }
}
