import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WindowStore } from '../../../core/src/store/window-store.ts';
import { openProofStore, viewStore, wrongParts } from './proof-store.ts';
import { startWriter, type WriterProcess } from './writer-process.ts';

export interface CrowdFigures {
  views: number;
  /** Views that listed the store again, because files had been merged meanwhile. */
  again: number;
  longestViewMillis: number;
  added: number;
  /** Windows that began after the clear. */
  addedAfterClear: number;
  /** Files in the last view, and the windows that they consist of. */
  files: number;
  windows: number;
  readonly wrong: string[];
}

const writerCount = 8;
/** The least number of views before the clear and after it, however slow the machine. */
const leastViews = 4;

/** Runs eight writers, which also merge, and a reader for some seconds; in the middle everything is cleared. */
export async function proveCrowd(seconds: number): Promise<CrowdFigures> {
  const figures: CrowdFigures = {
    views: 0,
    again: 0,
    longestViewMillis: 0,
    added: 0,
    addedAfterClear: 0,
    files: 0,
    windows: 0,
    wrong: [],
  };
  const dir = mkdtempSync(join(tmpdir(), 'routeprof-crowd-'));
  const store = openProofStore(dir, (error) => figures.wrong.push((error as Error).message));
  const writers = Array.from({ length: writerCount }, (_, index) =>
    startWriter({ dir, name: `w${index}`, index, writers: writerCount, pauseMillis: 100 }),
  );
  try {
    await Promise.all(writers.map(({ started }) => started));
    let clearedMicros = 0;
    const look = async (forMillis: number): Promise<void> => {
      const end = performance.now() + forMillis;
      const enough = figures.views + leastViews;
      while (performance.now() < end || figures.views < enough) {
        await check(store, writers, clearedMicros, figures);
        await wait(10);
      }
    };
    await look(seconds * 500);
    const before = Date.now() * 1000;
    await store.clear();
    ({ clearedMicros } = await store.list());
    if (clearedMicros < before) figures.wrong.push('the clear did not count at once');
    await look(seconds * 500);
    await Promise.all(writers.map((writer) => writer.stop()));
    await check(store, writers, clearedMicros, figures);
    for (const writer of writers) {
      figures.wrong.push(...writer.failures);
      figures.added += writer.added.size;
      figures.addedAfterClear += [...writer.added.values()].filter((start) => start >= clearedMicros).length;
      for (const [mark, start] of writer.added) {
        // A cleared window may be removed before its writer has seen it on disk.
        if (start >= clearedMicros && !writer.written.has(mark))
          figures.wrong.push(`${mark} was not written by a writer that ended by itself`);
      }
    }
  } finally {
    await Promise.all(writers.map((writer) => writer.kill()));
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return figures;
}

async function check(
  store: WindowStore,
  writers: readonly WriterProcess[],
  clearedMicros: number,
  figures: CrowdFigures,
): Promise<void> {
  // A view must have all windows that were on disk before it.
  const expected = writers.flatMap(({ written, added }) =>
    [...written.keys()].filter((mark) => (added.get(mark) as number) >= clearedMicros),
  );
  const began = performance.now();
  const { window, listing, again } = await viewStore(store);
  figures.longestViewMillis = Math.max(figures.longestViewMillis, performance.now() - began);
  const found = new Map(window.routes.map(({ route, requests }) => [route, requests]));
  const starts = new Map(writers.flatMap(({ added }) => [...added]));
  const { wrong } = figures;
  wrong.push(...store.status().problems, ...wrongParts(listing));
  for (const mark of expected)
    if (!found.has(mark)) wrong.push(`${mark} is on disk, but not in view ${figures.views}`);
  for (const [mark, times] of found) {
    if (times !== 1) wrong.push(`${mark} counts ${times} times in view ${figures.views}`);
    if ((starts.get(mark) ?? Number.POSITIVE_INFINITY) < clearedMicros) {
      wrong.push(`${mark} was cleared, and is in view ${figures.views}`);
    }
  }
  figures.views++;
  if (again > 0) figures.again++;
  figures.files = listing.windows.length;
  figures.windows = found.size;
}
