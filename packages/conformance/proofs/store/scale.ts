import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { standsForNone } from '../../../core/src/pprof/file-head.ts';
import { writePprofNow } from '../../../core/src/pprof/write-pprof.ts';
import { createClosedSum } from '../../../core/src/process/closed-sum.ts';
import { firstLook } from '../../../core/src/process/first-look.ts';
import { mergeWindows } from '../../../core/src/profile/merge.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { everything } from '../../../core/src/store/choice.ts';
import { directoryStore } from '../../../core/src/store/directory/directory-store.ts';
import { createCompactor } from '../../../core/src/store/shared/compactor.ts';
import { newWindowName } from '../../../core/src/store/shared/names.ts';
import { createProblems } from '../../../core/src/store/shared/problems.ts';
import { createServiceReader } from '../../../core/src/store/shared/service-reader.ts';
import type { WindowStore } from '../../../core/src/store/window-store.ts';
import type { Store } from '../../../core/src/store-contract.ts';
import { makeUpApp } from './made-up-app.ts';
import { openProofStore, service, viewStore } from './proof-store.ts';

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
const keepMillis = 720 * hourMillis;
const defaultLadder = [
  { everyMillis: 10_000, forMillis: 10 * minuteMillis },
  { everyMillis: minuteMillis, forMillis: 2 * hourMillis },
  { everyMillis: 10 * minuteMillis, forMillis: 48 * hourMillis },
  { everyMillis: hourMillis, forMillis: keepMillis },
];

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

export interface DayFigures {
  readonly what: string;
  readonly files: number;
  readonly megabytes: number;
  /** What the page shows first, from nothing: without stacks and traces; 0 where there is so little that it shows all at once. */
  readonly firstMillis: number;
  readonly firstCpuMillis: number;
  readonly firstHoldMillis: number;
  readonly firstPeakMegabytes: number;
  /** A listing that reads every head, one that has them cached, and a view of everything. */
  readonly listMillis: number;
  readonly listAgainMillis: number;
  readonly viewMillis: number;
  readonly viewCpuMillis: number;
  readonly peakMegabytes: number;
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
        const file = writePprofNow(window, standsForNone);
        bytes += file.length;
        store.now?.append(service, { name: newWindowName(window), bytes: file }, keepMillis);
      }
    }
    onWritten(((bytes / workers) * 24) / hours);
    onDone(await view('as written', dir, path));
    const endMillis = midnightMillis + hours * hourMillis;
    await compact(store, endMillis);
    onDone(await view('by the default ladder', dir, path));
    await compact(store, endMillis + 49 * hourMillis);
    onDone(await view('an hour each', dir, path));
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
    ladder: defaultLadder,
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

async function view(what: string, dir: string, path: string): Promise<DayFigures> {
  globalThis.gc?.();
  const first = await viewFirst(openProofStore(dir, fail, { ladder: defaultLadder }));
  globalThis.gc?.();
  const store = openProofStore(dir, fail, { ladder: defaultLadder });
  const listing = startTimer();
  const { windows } = await store.list();
  const listed = listing();
  const again = startTimer();
  await store.list();
  const listedAgain = again();
  const peak = watchMemory();
  const viewing = startTimer();
  await viewStore(store);
  const viewed = viewing();
  const peakMegabytes = peak();
  await store.close();
  return {
    what,
    files: windows.length,
    megabytes: bytesIn(path) / 1024 / 1024,
    ...first,
    listMillis: listed.millis,
    listAgainMillis: listedAgain.millis,
    viewMillis: listed.millis + viewed.millis,
    viewCpuMillis: listed.cpuMillis + viewed.cpuMillis,
    peakMegabytes,
  };
}

async function viewFirst(
  store: WindowStore,
): Promise<Pick<DayFigures, 'firstMillis' | 'firstCpuMillis' | 'firstHoldMillis' | 'firstPeakMegabytes'>> {
  const peak = watchMemory();
  const holds = monitorEventLoopDelay({ resolution: 1 });
  holds.enable();
  const viewing = startTimer();
  const part = await firstLook(everything, {
    store,
    closedSum: createClosedSum(maxNodes, () => 0),
    source: { service, instance: '' },
  });
  const { millis, cpuMillis } = viewing();
  holds.disable();
  const firstPeakMegabytes = peak();
  await store.close();
  return {
    firstMillis: part === undefined ? 0 : millis,
    firstCpuMillis: cpuMillis,
    firstHoldMillis: holds.max / 1e6,
    firstPeakMegabytes,
  };
}

/** Returns a function that stops watching and returns the peak memory. */
function watchMemory(): () => number {
  let most = 0;
  const look = (): void => {
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external);
  };
  const timer = setInterval(look, 20);
  look();
  return () => {
    clearInterval(timer);
    look();
    return most / 1024 / 1024;
  };
}

function startTimer(): () => { millis: number; cpuMillis: number } {
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { millis: performance.now() - start, cpuMillis: (user + system) / 1000 };
  };
}

function nodesOf({ routes, runtime }: Window): number {
  const trees = [runtime.background, runtime.profiler, ...routes.map(({ tree }) => tree)];
  return trees.reduce((sum, { parent }) => sum + parent.length, 0);
}

function namesIn(path: string): string {
  return readdirSync(path).sort().join();
}

function bytesIn(path: string): number {
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

function fail(error: unknown): never {
  throw error;
}
