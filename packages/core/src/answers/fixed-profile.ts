import { createFailures } from '../failures.ts';
import { mergeInSlices } from '../profile/merge-in-slices.ts';
import type { Window } from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { findAppFolders } from '../source-code/app-folders.ts';
import { isCodeFile } from '../source-code/source-files.ts';
import { createSourcePositions, type SourcePositions } from '../source-code/source-positions.ts';
import { sliceTime } from '../time/activity.ts';
import type { ReportSubject } from './report-subject.ts';
import { statusWithoutApp } from './status-without-app.ts';

/** A profile that was read from a file, as the subject of reports instead of a profiler. It never changes. */
export function fixedProfile(window: Window): ReportSubject {
  const [source] = window.sources;
  const stamp = 'fixed';
  // Merging sorts the trees, which have no order in a file.
  const measured = mergeInSlices([window]).then((merged) => ({
    window: merged,
    slices: sliceTime([merged]),
    stamp,
    history: {
      missing: [],
      decisions: [],
      silent: undefined,
      summaries: [summaryOf(merged, stamp)],
      services: source === undefined ? [] : [source.service],
      clearedMicros: 0,
      store: { kind: 'memory' as const, windows: 1, bytes: 0, problems: [] },
      instance: '',
    },
    evidence: [],
  }));
  return {
    app: { folder: findAppFolders(window.frames, window.frames).head },
    read: () => measured,
    paused: () => false,
    progress: async () => ({ stamp, requests: 0, samples: 0 }),
    status: () => ({ fixed: true, ...statusWithoutApp(source) }),
  };
}

/** Nothing else in the process needs memory. */
const mostMapBytes = 512 * 1024 * 1024;

/** A file may name any path of this machine, so only code files are read. */
export function codePositions(appFolder: string): SourcePositions {
  const { resolve, readSource } = createSourcePositions({
    appFolder,
    maxMemory: mostMapBytes,
    onFailure: createFailures(undefined).report,
  });
  return {
    async resolve(frames) {
      const known = await resolve(frames.filter(({ file }) => isCodeFile(file)));
      let next = 0;
      return frames.map((frame) => (isCodeFile(frame.file) ? (known[next++] ?? frame) : frame));
    },
    async readSource(frame, position) {
      if (position.file === '' || position.file.startsWith('node:') || isCodeFile(frame.file)) {
        return await readSource(frame, position);
      }
      return 'The profile names a file that is not known as code, so it is not shown.';
    },
  };
}
