import { systemMillis } from '../../clock.ts';
import { spanOfName } from '../shared/names.ts';
import { counted } from '../shared/window-problems.ts';
import {
  asideFolder,
  clearedName,
  isTemporaryName,
  readEvidenceName,
  readLeaseName,
  readMarkName,
  serviceFile,
} from './names.ts';

/** Clocks of machines that share a folder may differ by this. */
const usualDriftMicros = 60e6;

/** What is wrong with a folder, as sentences that say what to do. `aside` is how many files were set aside. */
export function folderProblems(
  path: string,
  names: readonly string[],
  aside: number,
  clearedMicros: number,
): string[] {
  const foreign = names.filter(isForeign);
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
          `In ${path} ${counted(foreign.length, 'file', 'is', 'are')} not routeprof’s (${shown(foreign[0])}). routeprof does not touch what is not its own; keep such files elsewhere.`,
        ]),
    ...(aside === 0
      ? []
      : [
          `${counted(aside, 'file', 'was', 'were')} damaged and set aside in ${path}/${asideFolder}: what was in them is not counted. Remove them when you have seen them.`,
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
    spanOfName(name) !== undefined ||
    readEvidenceName(name) !== undefined ||
    readMarkName(name) !== undefined ||
    readLeaseName(name) !== undefined
  );
}
