import type { RetentionRung } from '../../options.ts';
import type { StoredFile } from './folder-reader.ts';
import { overlapMillis, spanOf } from './rungs.ts';

/** Windows of up to this length stay separate for each process, so that a single process can be shown. */
const longestOfOneMillis = 60_000;

/**
 * Which files become one: those of one version and of one span of a rung of the ladder, as soon as the span is over and
 * its last windows have had `lagMillis` to arrive. Files are merged rung by rung, the finest first: merged files stay
 * until they are too old for their own rung, and a rung leaves out only files that are too old for it already. `files`
 * are those that count.
 */
export function planMerges(
  files: readonly StoredFile[],
  nowMicros: number,
  ladder: readonly RetentionRung[],
  lagMillis: number,
): StoredFile[][] {
  const merges: StoredFile[][] = [];
  const waiting = new Set<StoredFile>();
  const completeMillis = nowMicros / 1000 - overlapMillis(ladder) - lagMillis;
  const wantedMillis = (rung: RetentionRung): number =>
    rung === ladder.at(-1) ? 0 : nowMicros / 1000 - rung.forMillis;
  for (const rung of ladder.slice(1)) {
    for (const group of groupsOf(files, rung)) {
      const { endMillis } = spanOf(group[0] as StoredFile, rung);
      if (group.length < 2 || endMillis > completeMillis || endMillis < wantedMillis(rung)) continue;
      // Files that are merged on a finer rung now are merged on this one next time, with all others.
      if (!group.some((file) => waiting.has(file))) merges.push(group);
      for (const file of group) waiting.add(file);
    }
  }
  return merges;
}

function groupsOf(files: readonly StoredFile[], rung: RetentionRung): Iterable<StoredFile[]> {
  const groups = new Map<string, StoredFile[]>();
  for (const file of files) {
    const key = keyOf(file, rung);
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return groups.values();
}

function keyOf(file: StoredFile, rung: RetentionRung): string {
  const { sources } = file.head;
  const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const versions = distinct(sources.map(({ version }) => version));
  const instances = distinct(sources.map(({ instance }) => instance));
  return JSON.stringify([
    spanOf(file, rung).number,
    versions,
    rung.everyMillis > longestOfOneMillis ? [] : instances,
  ]);
}
