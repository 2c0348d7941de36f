import { onTestFinished } from 'vitest';
import type { Source, Window } from '../../../core/src/profile/window.ts';
import { memoryStore } from '../../../core/src/store/memory/memory-store.ts';
import { createStoreReport } from '../../../core/src/tools/index.ts';
import { fleetWindows } from '../../../core/test/fixtures/fleet-windows.ts';
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
  const [route] = window.routes;
  return await serveWindows(
    Array.from({ length: instances }, (_, i) => ({
      ...window,
      sources: [sourceOf(window, i, i % 10 === 0 ? '2.5.0' : '2.4.1')],
      endMicros: window.endMicros + i,
      routes: window.routes.map((row) => (row === route ? { ...row, requests: row.requests + i } : row)),
    })),
  );
}

/** The process that costs twice as much as the others on `/r2`. */
export const outlier = 17;

/** The report of as many processes, of which one costs more than the others. */
export async function serveOutlier(): Promise<string> {
  const times = (process: number, route: number): number => (process === outlier && route === 2 ? 2 : 1);
  const windows = fleetWindows({
    ...{ processes: instances, routes: 6, requestsOf: () => 1_000 },
    cpuOf: (process, route) => 4_000_000 * times(process, route),
    samplesOf: (process, route) => 400 * times(process, route),
  });
  return await serveWindows(
    windows.map((window, i) => ({ ...window, sources: [sourceOf(window, i, '2.4.1')] })),
  );
}

/** As the profiler makes them: longer than a short pid, as containers have. */
export const instanceOf = (i: number): string => `7ba555${String(i).padStart(2, '0')}`;

function sourceOf({ sources }: Window, i: number, version: string): Source {
  const place = { instance: instanceOf(i), pid: 100 + i, host: `web-${i % hosts}` };
  return { ...(sources[0] as Source), ...place, version };
}

async function serveWindows(all: readonly Window[]): Promise<string> {
  const store = memoryStore();
  const windows = openStore('', { store, now: () => all[0]?.endMicros ?? 0 });
  for (const window of all) windows.add(window);
  await windows.close();
  const report = await createStoreReport(store);
  if (report === undefined) throw new Error('The store has no measurements.');
  onTestFinished(() => report.close());
  const { url, close } = await serveReport(report, 0);
  onTestFinished(close);
  return url;
}
