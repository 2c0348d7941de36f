import { resolve } from 'node:path';
import { optionTable } from '../option-table.ts';
import { createClosedSum } from '../process/closed-sum.ts';
import { readChoice } from '../process/read-choice.ts';
import { findAppFolders } from '../source-code/app-folders.ts';
import { everything } from '../store/choice.ts';
import { openKeptFolder } from '../store/directory/kept-folder.ts';
import { type FileReport, reportOf } from './file-report.ts';
import type { ReportSubject } from './report-subject.ts';
import { statusWithoutApp } from './status-without-app.ts';

/** The report of a folder that apps have written, without its app. It follows what they still write. */
export interface FolderReport extends FileReport {
  close(): void;
}

/** Nothing else in the process needs memory. */
const mostSumBytes = 1024 ** 3;

/** @returns `undefined` where there are no measurements. */
export async function createFolderReport(path: string): Promise<FolderReport | undefined> {
  const store = await openKeptFolder(resolve(path));
  if (store === undefined) return undefined;
  const closedSum = createClosedSum(optionTable.maxNodes.range.fallback(), () => mostSumBytes);
  const source = { service: store.service, instance: '' };
  const read: ReportSubject['read'] = async (choice) => {
    const stamp = await store.stamp();
    return { ...(await readChoice(choice, { store, closedSum, source })), stamp };
  };
  const { window } = await read(everything);
  const [newest] = window.sources.slice(-1);
  return {
    ...reportOf({
      app: { folder: findAppFolders(window.frames, window.frames).head },
      read,
      progress: async () => ({ stamp: await store.stamp(), requests: 0, samples: 0 }),
      paused: () => false,
      status: () => ({ kept: true, ...statusWithoutApp(newest) }),
    }),
    close() {
      closedSum.forget();
      store.close();
    },
  };
}
