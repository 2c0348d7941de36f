import { systemMillis } from '../../clock.ts';
import {
  asideFolder,
  clearedName,
  isTemporaryName,
  readClearedName,
  readEvidenceName,
  readFileName,
  readLeaseName,
  serviceFile,
} from './names.ts';

/** A window's file that does not count: written by a later version, not readable, or damaged and still in place. */
export interface UncountedFile {
  readonly name: string;
  readonly kind: 'later' | 'unreadable' | 'stuck';
  readonly reason: string;
}

/** Clocks of machines that share a folder may differ by this. */
const usualDriftMicros = 60e6;

/** The problems of a folder, as sentences that say what to do. `aside` is how many files were set aside. */
export function folderProblems(
  path: string,
  names: readonly string[],
  failures: readonly UncountedFile[],
  aside: number,
  clearedMicros: number,
): string[] {
  const foreign = names.filter(isForeign);
  const of = (kind: UncountedFile['kind']) => failures.filter((failure) => failure.kind === kind);
  const [later, unreadable, stuck] = [of('later'), of('unreadable'), of('stuck')];
  const files = (count: number, one: string, many: string): string =>
    count === 1 ? `1 file ${one}` : `${count} files ${many}`;
  const isClearInFuture = clearedMicros > systemMillis() * 1000 + usualDriftMicros;
  return [
    ...(isClearInFuture
      ? [
          `In ${path} everything before a moment in the future was cleared, so what is measured until then may not be kept: the clock was set back since. If the clock is right now, remove ${clearedName(clearedMicros)} there, or the folder.`,
        ]
      : []),
    ...(foreign.length === 0
      ? []
      : [
          `In ${path} ${files(foreign.length, 'is', 'are')} not routeprof’s (${shown(foreign[0])}). routeprof does not touch what is not its own; keep such files elsewhere.`,
        ]),
    ...(later.length === 0
      ? []
      : [
          `In ${path} ${files(later.length, 'was', 'were')} written by a newer routeprof, and cannot be counted here. Update routeprof in this app.`,
        ]),
    ...(aside === 0
      ? []
      : [
          `${files(aside, 'was', 'were')} damaged and set aside in ${path}/${asideFolder}: what was in them is not counted. Remove them when you have seen them.`,
        ]),
    ...(stuck.length === 0
      ? []
      : [
          `In ${path} ${files(stuck.length, 'is', 'are')} damaged and not counted, such as ${stuck[0]?.name}: ${stuck[0]?.reason}`,
        ]),
    ...(unreadable.length === 0
      ? []
      : [
          `In ${path} ${files(unreadable.length, 'cannot be read and is', 'cannot be read and are')} not counted (${unreadable[0]?.reason}). Give this process read permission, or check the disk.`,
        ]),
  ];
}

function shown(name: string | undefined): string {
  return JSON.stringify((name ?? '').slice(0, 60));
}

function isForeign(name: string): boolean {
  return !(
    name === serviceFile ||
    name === asideFolder ||
    isTemporaryName(name) ||
    readFileName(name) !== undefined ||
    readEvidenceName(name) !== undefined ||
    readClearedName(name) !== undefined ||
    readLeaseName(name) !== undefined
  );
}
