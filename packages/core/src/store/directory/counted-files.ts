import type { StoredFile } from './folder-reader.ts';

/** Names of all files whose data is also in another of these files. */
export function hiddenBy(files: readonly StoredFile[]): ReadonlySet<string> {
  return new Set(files.flatMap(({ head }) => [...head.covers, ...head.beneath]));
}

/**
 * The files that count, as coarse as possible: without those that began before the last clear, and without those that a
 * merged file replaces. If a merged file replaces all that another one does and more, only the larger counts.
 */
export function countedFiles(files: readonly StoredFile[], clearedMicros: number): StoredFile[] {
  const kept = files.filter(({ head }) => head.startMicros >= clearedMicros);
  const hidden = hiddenBy(kept);
  const covering = new Map<string, StoredFile[]>();
  for (const file of kept) {
    for (const name of file.head.covers) {
      const list = covering.get(name);
      if (list) list.push(file);
      else covering.set(name, [file]);
    }
  }
  const isWithinAnother = (file: StoredFile): boolean => {
    const [first, ...rest] = file.head.covers;
    if (first === undefined) return false;
    const others = covering.get(first)?.filter((other) => other.head.covers.length > file.head.covers.length);
    return (others ?? []).some(({ head }) => {
      const all = new Set(head.covers);
      return rest.every((name) => all.has(name));
    });
  };
  return kept.filter((file) => !hidden.has(file.name) && !isWithinAnother(file));
}
