import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createFolderReport, createStoreReport, routeName, type StoreReport } from '@routeprof/core/tools';
import { openRedis, type Place } from './place.ts';

/** What the report knows. */
export interface Found {
  readonly known: number;
  readonly byRoute: ReadonlyMap<string, number>;
  /** Requests that it declares as missing. */
  readonly missing: number;
  /** Processes from which nothing comes any more, and about how many of their requests it declares as missing. */
  readonly silent: { readonly processes: number; readonly requests: number };
  /** The end of the newest window of each process, by its pid: epoch milliseconds. */
  readonly heardMillis: ReadonlyMap<number, number>;
}

/** The report of another process than those that are measured. */
export interface KeptReport {
  read(): Promise<Found>;
  /** Reads until it is as wanted. */
  until(wanted: (found: Found) => boolean, what: string): Promise<Found>;
  /** Until each of these processes has written something that ended after this moment. */
  untilHeard(pids: readonly number[], sinceMillis: number): Promise<Found>;
  close(): Promise<void>;
}

const pollMillis = 500;
/** A failed write is tried again within a minute, and the machine may be busy. */
const longestWaitMillis = 240_000;
const nothing: Found = {
  ...{ known: 0, byRoute: new Map(), missing: 0 },
  ...{ silent: { processes: 0, requests: 0 }, heardMillis: new Map() },
};

export async function openReport(place: Place): Promise<KeptReport> {
  const redis = 'ports' in place ? await openRedis(place, 'ioredis') : undefined;
  let report: StoreReport | undefined;
  const open = async (): Promise<StoreReport | undefined> => {
    if (redis !== undefined) return await createStoreReport(redis.store);
    if (place.kind !== 'directory' || !existsSync(place.dir)) return undefined;
    return await createFolderReport(place.dir);
  };
  async function read(): Promise<Found> {
    report ??= await open();
    if (report === undefined) return nothing;
    const { routes, history } = await report.ask(new URLSearchParams({ limit: '100000' }));
    const byRoute = new Map(routes.map((row) => [routeName(row), row.requests]));
    const heardMillis = new Map<number, number>();
    for (const { pid, toMicros } of history?.processes ?? [])
      heardMillis.set(pid, Math.max(heardMillis.get(pid) ?? 0, toMicros / 1000));
    return {
      known: routes.reduce((sum, { requests }) => sum + requests, 0),
      byRoute,
      missing: history?.missing?.requests ?? 0,
      silent: { processes: 0, requests: 0, ...history?.silent },
      heardMillis,
    };
  }
  async function until(wanted: (found: Found) => boolean, what: string): Promise<Found> {
    const end = performance.now() + longestWaitMillis;
    for (let last: unknown; ; ) {
      try {
        const found = await read();
        if (wanted(found)) return found;
        last = JSON.stringify({ ...found, heardMillis: [...found.heardMillis] });
      } catch (error) {
        // The store may not answer yet.
        last = error;
      }
      if (performance.now() > end)
        throw new Error(`After ${longestWaitMillis / 1000} s still not: ${what}. Last: ${last}`);
      await delay(pollMillis);
    }
  }
  return {
    read,
    until,
    untilHeard: (pids, sinceMillis) =>
      until(
        ({ heardMillis }) => pids.every((pid) => (heardMillis.get(pid) ?? 0) > sinceMillis),
        'every process has written',
      ),
    async close() {
      await report?.close();
      redis?.closeClient();
    },
  };
}
