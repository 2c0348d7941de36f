import { optionTable } from '../option-table.ts';
import { createClosedSum } from '../process/closed-sum.ts';
import { readOrLook } from '../process/first-look.ts';
import type { Window } from '../profile/window.ts';
import { findAppFolders } from '../source-code/app-folders.ts';
import { openKeptStore } from '../store/shared/kept-store.ts';
import type { WindowReader } from '../store/window-store.ts';
import type { Store } from '../store-contract.ts';
import { type FileReport, reportOf } from './file-report.ts';
import type { ReportSubject } from './report-subject.ts';
import { statusWithoutApp } from './status-without-app.ts';

/** The report of what apps have left in a store, without an app. It follows what they still write. */
export interface StoreReport extends FileReport {
  /** Does not close the store: who has made it does. */
  close(): void;
}

/** Nothing else in the process needs memory. */
const mostSumBytes = 1024 ** 3;

/** The newest window; `undefined` where none can be read. */
async function newestOf(kept: WindowReader): Promise<Window | undefined> {
  const { windows } = await kept.list('', 'coarse');
  for (const window of [...windows].reverse()) {
    const read = await window.read();
    if (read !== undefined && read.frames.length > 0) return read;
  }
  return undefined;
}

/**
 * @param wanted Of the services in the store, those to show; default: all.
 * @returns `undefined` where there are no measurements.
 */
export async function createStoreReport(
  store: Store,
  wanted?: (service: string) => boolean,
): Promise<StoreReport | undefined> {
  const kept = await openKeptStore(store, wanted);
  if (kept === undefined) return undefined;
  const closedSum = createClosedSum(optionTable.maxNodes.range.fallback(), () => mostSumBytes);
  const source = { service: kept.service, instance: '' };
  const read: ReportSubject['read'] = async (choice, first = false) => {
    const stamp = await kept.stamp();
    const readable = { store: kept, closedSum, source };
    return { ...(await readOrLook(choice, readable, first)), stamp };
  };
  const newest = await newestOf(kept);
  const frames = newest?.frames ?? [];
  return {
    ...reportOf({
      app: { folder: findAppFolders(frames, frames).head },
      read,
      progress: async () => ({ stamp: await kept.stamp(), requests: 0, samples: 0 }),
      paused: () => false,
      status: () => ({ kept: true, ...statusWithoutApp(newest?.sources.at(-1)) }),
    }),
    close() {
      closedSum.forget();
      kept.close();
    },
  };
}
