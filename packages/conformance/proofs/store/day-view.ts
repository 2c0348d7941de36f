import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RetentionRung } from '../../../core/src/options.ts';
import { createClosedSum } from '../../../core/src/process/closed-sum.ts';
import { firstLook } from '../../../core/src/process/first-look.ts';
import { everything } from '../../../core/src/store/choice.ts';
import type { WindowStore } from '../../../core/src/store/window-store.ts';
import { openProofStore, service, viewStore } from './proof-store.ts';

const maxNodes = 20_000;
const [minuteMillis, hourMillis] = [60_000, 3_600_000];
export const keepMillis: number = 720 * hourMillis;
/** The default of `retention`. */
export const ladder: readonly RetentionRung[] = [
  { everyMillis: 10_000, forMillis: 10 * minuteMillis },
  { everyMillis: minuteMillis, forMillis: 2 * hourMillis },
  { everyMillis: 10 * minuteMillis, forMillis: 48 * hourMillis },
  { everyMillis: hourMillis, forMillis: keepMillis },
];

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

export async function viewDay(what: string, dir: string, path: string): Promise<DayFigures> {
  globalThis.gc?.();
  const first = await viewFirst(openProofStore(dir, fail, { ladder }));
  globalThis.gc?.();
  const store = openProofStore(dir, fail, { ladder });
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

export function startTimer(): () => { millis: number; cpuMillis: number } {
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { millis: performance.now() - start, cpuMillis: (user + system) / 1000 };
  };
}

function bytesIn(path: string): number {
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

function fail(error: unknown): never {
  throw error;
}
