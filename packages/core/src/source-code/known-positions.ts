import type { Frame } from '../sample/stack-tree.ts';

/**
 * A cache of functions' positions, by value, because windows from disk have other objects for the same functions. Files
 * that were added to the longest ago are dropped first.
 */
export interface KnownPositions {
  get(ran: Frame): Frame | undefined;
  /** All in one file. */
  add(file: string, ran: readonly Frame[], shown: readonly Frame[]): void;
}

export function createKnownPositions(most: number): KnownPositions {
  const files = new Map<string, Map<string, Frame>>();
  let count = 0;
  return {
    get: (ran) => files.get(ran.file)?.get(keyOf(ran)),
    add(file, ran, shown) {
      const inFile = files.get(file) ?? new Map<string, Frame>();
      count -= inFile.size;
      ran.forEach((frame, i) => void inFile.set(keyOf(frame), shown[i] as Frame));
      count += inFile.size;
      files.delete(file);
      files.set(file, inFile);
      for (const [oldest, { size }] of files) {
        if (count <= most) return;
        files.delete(oldest);
        count -= size;
      }
    },
  };
}

/** A class and its initializer share a position. */
function keyOf({ name, line, column }: Frame): string {
  return `${line}:${column}:${name}`;
}
