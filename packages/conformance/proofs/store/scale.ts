import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standsForNone } from '../../../core/src/pprof/file-head.ts';
import { writePprofNow, writeStored } from '../../../core/src/pprof/write-pprof.ts';
import { mergeWindows } from '../../../core/src/profile/merge.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { directoryStore } from '../../../core/src/store/directory/directory-store.ts';
import { createCompactor } from '../../../core/src/store/shared/compactor.ts';
import { newWindowName } from '../../../core/src/store/shared/names.ts';
import { createProblems } from '../../../core/src/store/shared/problems.ts';
import { createServiceReader } from '../../../core/src/store/shared/service-reader.ts';
import type { Store } from '../../../core/src/store-contract.ts';
import { type DayFigures, keepMillis, ladder, startTimer, viewDay } from './day-view.ts';
import { makeUpApp } from './made-up-app.ts';
import { service } from './proof-store.ts';

/** An app of 200 routes and 5,000 nodes a window: at 99 Hz, a window of a minute has at most 5,940 samples. */
const app = makeUpApp({ routes: 200, stacks: 120, nodes: 5_000, rate: 99 });
const workers = 8;
const maxNodes = 20_000;
/** 2026-01-01. */
const midnightMillis = 1_767_225_600_000;
const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
/** The latest windows are of 10 s, all others of a minute. */
const shortMinutes = 20;

export interface MergeFigures {
  readonly windows: number;
  readonly nodes: number;
  readonly millis: number;
  readonly cpuMillis: number;
  readonly millisPerWindow: number;
  readonly heapMegabytes: number;
}

/** Measures merging, for each number of windows. */
export function measureMerges(counts: readonly number[], onDone: (figures: MergeFigures) => void): void {
  const made: Window[] = [];
  for (const windows of counts) {
    while (made.length < windows)
      made.push(minuteOf(made.length % workers, Math.floor(made.length / workers)));
    globalThis.gc?.();
    const before = process.memoryUsage();
    const timer = startTimer();
    const merged = mergeWindows(made, maxNodes);
    const times = timer();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    onDone({
      windows,
      nodes: nodesOf(merged),
      ...times,
      millisPerWindow: times.millis / windows,
      heapMegabytes: (heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / 1024 / 1024,
    });
  }
}

/**
 * Some hours of eight workers: as written, then after merging by the default `retention`, and a month later, when each
 * hour is one file.
 */
export async function measureDay(
  hours: number,
  onDone: (figures: DayFigures) => void,
  onWritten: (bytesPerWorkerAndDay: number) => void,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'routeprof-scale-'));
  try {
    const store = directoryStore(dir, { maxBytes: Number.POSITIVE_INFINITY });
    const path = store.place(service);
    let bytes = 0;
    // As a process writes them, where that still shows after merging.
    const parts = (minute: number): number => (minute < hours * 60 - shortMinutes ? 1 : 6);
    for (let part = 0; part < hours * 60 * 6; part++) {
      const minute = Math.floor(part / 6);
      if (part % (6 / parts(minute)) !== 0) continue;
      for (let worker = 0; worker < workers; worker++) {
        const window = windowOf(worker, midnightMillis + part * 10_000, 60 / parts(minute));
        const file = await writeStored(window);
        bytes += file.length;
        await store.append(service, { name: newWindowName(window), bytes: file }, keepMillis);
      }
    }
    onWritten(((bytes / workers) * 24) / hours);
    onDone(await viewDay('as written', dir, path));
    const endMillis = midnightMillis + hours * hourMillis;
    await compact(store, endMillis);
    onDone(await viewDay('by the default ladder', dir, path));
    await compact(store, endMillis + 49 * hourMillis);
    onDone(await viewDay('an hour each', dir, path));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export interface WrittenFigures {
  readonly what: string;
  readonly kilobytes: number;
  readonly megabytesPerDay: number;
}

/** The size of unmerged windows on disk, for a large app and a small one. */
export function measureFiles(): WrittenFigures[] {
  const small = makeUpApp({ routes: 20, stacks: 40, nodes: 5_000, rate: 99 });
  const row = (what: string, window: Window, perDay: number): WrittenFigures => {
    const kilobytes = writePprofNow(window, standsForNone).length / 1024;
    return { what, kilobytes, megabytesPerDay: (kilobytes * perDay) / 1024 };
  };
  const start = midnightMillis * 1000;
  return [
    row('200 routes, 10 s', app.windowAt(start, 10, 'w0'), 8_640),
    row('200 routes, 1 min', app.windowAt(start, 60, 'w0'), 1_440),
    row('20 routes, 10 s', small.windowAt(start, 10, 'w0'), 8_640),
    row('20 routes, 1 min', small.windowAt(start, 60, 'w0'), 1_440),
  ];
}

function minuteOf(worker: number, minute: number): Window {
  return windowOf(worker, midnightMillis + minute * minuteMillis, 60);
}

function windowOf(worker: number, startMillis: number, seconds: number): Window {
  return app.windowAt(startMillis * 1000, seconds, `w${worker}`);
}

/** Merges and deletes everything that is due at that time. */
async function compact(store: Store, nowMillis: number): Promise<void> {
  const compactor = createCompactor({
    store,
    service,
    reader: createServiceReader(store, service, true, fail),
    lease: store.lease(service, 0),
    ladder,
    maxNodes,
    keepMillis,
    lagMillis: 10_000,
    settleMillis: 0,
    problems: createProblems(fail),
    now: () => nowMillis * 1000,
  });
  for (let before = ''; ; ) {
    // A merged window is removed in the next pass.
    const outcome = await compactor.pass();
    const now = namesIn(store.place(service));
    if (outcome !== 'more' && now === before) break;
    before = now;
  }
  await compactor.close();
}

function nodesOf({ routes, runtime }: Window): number {
  const trees = [runtime.background, runtime.profiler, ...routes.map(({ tree }) => tree)];
  return trees.reduce((sum, { parent }) => sum + parent.length, 0);
}

function namesIn(path: string): string {
  return readdirSync(path).sort().join();
}

function fail(error: unknown): never {
  throw error;
}
