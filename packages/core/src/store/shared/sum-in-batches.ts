import { mergeInSlices } from '../../profile/merge-in-slices.ts';
import type { Window } from '../../profile/window.ts';
import { bytesOf } from '../window-bytes.ts';

/** At most this much and one more window are in memory at once, beside the sums of batches. */
const batchBytes = 16 * 1024 * 1024;
/** Sums of as many batches become one. */
const mostSums = 16;

/**
 * Adds windows up in batches, because all may not fit in memory, and then the sums of batches: to add each batch to the sum of
 * all would copy that each time.
 *
 * @param read `undefined` to give up.
 */
export async function sumInBatches<Item>(
  items: readonly Item[],
  maxNodes: number,
  read: (item: Item) => Promise<Window | undefined>,
): Promise<Window | undefined> {
  let sums: Window[] = [];
  let batch: Window[] = [];
  let bytes = 0;
  const endBatch = async (): Promise<void> => {
    sums.push(await mergeInSlices(batch, maxNodes));
    batch = [];
    bytes = 0;
    if (sums.length >= mostSums) sums = [await mergeInSlices(sums, maxNodes)];
  };
  for (const item of items) {
    const window = await read(item);
    if (window === undefined) return undefined;
    batch.push(window);
    bytes += bytesOf(window);
    if (bytes >= batchBytes) await endBatch();
  }
  if (sums.length === 0) return await mergeInSlices(batch, maxNodes);
  if (batch.length > 0) await endBatch();
  return sums.length === 1 ? sums[0] : await mergeInSlices(sums, maxNodes);
}
