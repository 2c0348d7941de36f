import type { RetentionRung } from '../../options.ts';
import type { StoredFile } from './folder-reader.ts';

/** Of up to a minute, windows of each process stay apart: so far back one process can be looked at. */
const longestOfOneMillis = 60_000;
/** What is merged at a time is in memory at once. */
const mostFiles = 128;
const mostBytes = 32 * 1024 * 1024;

/**
 * Which files become one: those of one span of a rung of the ladder and of one version, once all of that span is old
 * enough. Oldest first. `files` are those that count, `present` the names of all that are there.
 */
export function planMerges(
  files: readonly StoredFile[],
  present: ReadonlySet<string>,
  nowMicros: number,
  ladder: readonly RetentionRung[],
): StoredFile[][] {
  const groups = new Map<string, StoredFile[]>();
  for (const file of files) {
    const span = spanOf(file, nowMicros / 1000, ladder);
    if (span === undefined) continue;
    const key = JSON.stringify([span.everyMillis, span.number, ...whoIn(file, span.everyMillis)]);
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()].flatMap((group) => {
    // While something is still there that one of them stands for, another process may be counting that instead.
    const isSettled = group.every(({ head }) => !head.covers.some((name) => present.has(name)));
    const some = firstOf(group);
    return isSettled && some.length > 1 ? [some] : [];
  });
}

/** The coarsest span that the file lies in and that has come into its rung. */
function spanOf(
  { head }: StoredFile,
  nowMillis: number,
  ladder: readonly RetentionRung[],
): { everyMillis: number; number: number } | undefined {
  for (let rung = ladder.length - 1; rung > 0; rung--) {
    const { everyMillis } = ladder[rung] as RetentionRung;
    const number = Math.floor(head.startMicros / 1000 / everyMillis);
    const ageMillis = nowMillis - (number + 1) * everyMillis;
    if (ageMillis > (ladder[rung - 1] as RetentionRung).forMillis) return { everyMillis, number };
  }
  return undefined;
}

function whoIn({ head }: StoredFile, everyMillis: number): string[] {
  const distinct = (names: readonly string[]): string => JSON.stringify([...new Set(names)].sort());
  const versions = distinct(head.sources.map(({ version }) => version));
  if (everyMillis > longestOfOneMillis) return [versions];
  return [versions, distinct(head.sources.map(({ instance }) => instance))];
}

function firstOf(group: readonly StoredFile[]): StoredFile[] {
  let bytes = 0;
  return group.slice(0, mostFiles).filter((file, i) => {
    bytes += file.bytes;
    return i < 2 || bytes <= mostBytes;
  });
}
