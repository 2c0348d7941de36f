import { onTestFinished } from 'vitest';
import { memoryStore } from '../../../core/src/store/memory/memory-store.ts';
import { createStoreReport } from '../../../core/src/tools/index.ts';
import { tracedWindow } from '../../../core/test/fixtures/traced-window.ts';
import { openStore } from '../../../core/test/store/directory/open-store.ts';
import { serveReport } from '../../../routeprof/src/open/serve-report.ts';

export const instances = 40;
/** Every tenth is of the newer version. */
export const canaries = 4;
export const hosts = 8;

/** The report of 40 processes on 8 hosts, each with more requests than the one before it. Returns its URL. */
export async function serveFleet(): Promise<string> {
  const window = tracedWindow();
  const store = memoryStore();
  const windows = openStore('', { store, now: () => window.endMicros });
  const [route] = window.routes;
  for (let i = 0; i < instances; i++) {
    const source = {
      ...(window.sources[0] as (typeof window.sources)[number]),
      ...{ instance: `i${String(i).padStart(2, '0')}`, pid: 100 + i, host: `web-${i % hosts}` },
      version: i % 10 === 0 ? '2.5.0' : '2.4.1',
    };
    windows.add({
      ...window,
      sources: [source],
      endMicros: window.endMicros + i,
      routes: window.routes.map((row) => (row === route ? { ...row, requests: row.requests + i } : row)),
    });
  }
  await windows.close();
  const report = await createStoreReport(store);
  if (report === undefined) throw new Error('The store has no measurements.');
  onTestFinished(() => report.close());
  const { url, close } = await serveReport(report, 0);
  onTestFinished(close);
  return url;
}
