import { basename, dirname, resolve } from 'node:path';
import { directoryStore } from '../store/directory/directory-store.ts';
import { isServiceFolder, serviceFolder } from '../store/directory/names.ts';
import { createStoreReport, type StoreReport } from './store-report.ts';

/**
 * The report of a folder that apps have written; that of one service is enough.
 *
 * @returns `undefined` where there are no measurements.
 */
export async function createFolderReport(path: string): Promise<StoreReport | undefined> {
  const full = resolve(path);
  const folder = basename(full);
  return isServiceFolder(folder)
    ? await createStoreReport(directoryStore(dirname(full)), (service) => serviceFolder(service) === folder)
    : await createStoreReport(directoryStore(full));
}
