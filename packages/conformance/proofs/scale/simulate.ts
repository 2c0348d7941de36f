import { requestsOf } from '../../../core/src/profile/window-summary.ts';
import type { Store, StoreWindow } from '../../../core/src/store-contract.ts';
import { keepMillis } from '../store/day-view.ts';
import { createCompaction, service } from './compaction.ts';
import {
  type CountingStore,
  countingStore,
  type KeptOfLength,
  minutesOf,
  type StoreCounts,
  type WindowLength,
} from './counting-store.ts';
import { type CpuErrors, cpuErrorsOf } from './cpu-errors.ts';
import { earlierHours } from './earlier-hours.ts';
import { type FirstView, firstView } from './first-view.ts';
import { createFleet, type FleetOptions } from './fleet.ts';
import { measure, type Taken } from './meter.ts';
import { midnightMillis } from './process-window.ts';
import { makeTraffic } from './traffic.ts';

export interface SimulationOptions extends FleetOptions {
  /** Every window of these minutes is written and merged. */
  readonly minutes: number;
  /** Before them come copies of the coarse windows of the first hour, for so many hours. */
  readonly hoursBefore: number;
  readonly store: Store;
  onProgress?(text: string): void;
}

export interface Seen extends Taken {
  readonly counts: StoreCounts;
}

/** What a fleet of one size does to its store, and to who reads it. */
export interface Simulation {
  readonly processes: number;
  readonly minutes: number;
  readonly hoursBefore: number;
  readonly openMillis: number;
  readonly sampled: number;
  /** By all processes of the fleet, and by the one that merges. */
  readonly counts: StoreCounts;
  readonly passes: readonly Taken[];
  /** What is in the store at the end, by the length of its windows. */
  readonly kept: ReadonlyMap<WindowLength, KeptOfLength>;
  readonly first: Seen;
  /** Windows of the latest minutes that were not in it. */
  readonly unread: number;
  readonly refined: Seen;
  /** Of the processes, and in a refined view of the minutes that were simulated. */
  readonly requests: { readonly written: number; readonly seen: number };
  /** In the same view. */
  readonly errors: CpuErrors;
}

/** How often the fleet is looked at. Passes without work between two looks are left out. */
const stepMinutes = 5;
const minuteMillis = 60_000;
/** Windows of processes, and what is merged of a minute, are no longer than this. */
const longestOfOneMinutes = 8;

export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { processes, minutes, hoursBefore, onProgress } = options;
  const fleet = createFleet(options);
  const store = countingStore(options.store);
  const compaction = createCompaction(store);
  const truth = new Map<string, number>();
  const routes = makeTraffic().routes.map(({ route }) => route);
  const passes: Taken[] = [];
  let written = 0;
  for (let minute = 0; minute < minutes; ) {
    minute = Math.min(minutes, minute + stepMinutes);
    const nowMillis = midnightMillis + minute * minuteMillis;
    for (const closed of fleet.closedUntil(nowMillis)) {
      const { cpuMicros, requests } = closed.made;
      for (const [id, route] of routes.entries())
        truth.set(route, (truth.get(route) ?? 0) + (cpuMicros[id] ?? 0));
      written += requests;
      await store.append(service, closed.encode(), keepMillis);
    }
    passes.push(...(await compaction.until(nowMillis)));
    onProgress?.(`${processes} processes, minute ${minute} of ${minutes}`);
  }
  await compaction.close();
  const counts = store.take();
  const simulated = await look(store);
  const window = await simulated.view.refine();
  const earlier = hoursBefore === 0 ? [] : await coarseOfFirstHour(store);
  for (const moved of earlierHours(earlier, hoursBefore)) await store.put(service, moved, keepMillis);
  // A reader that knows nothing yet.
  const { view, seen: first } = await look(store);
  return {
    ...{ processes, minutes, hoursBefore, counts, passes },
    ...{ openMillis: fleet.openMillis, sampled: fleet.sampled, kept: store.kept() },
    ...{ first, unread: view.unread },
    refined: (await see(store, () => view.refine())).seen,
    requests: { written, seen: requestsOf(window.routes) },
    errors: cpuErrorsOf(window, truth),
  };
}

/** What a reader sees first, and what that takes. */
async function look(store: CountingStore): Promise<{ readonly view: FirstView; readonly seen: Seen }> {
  globalThis.gc?.();
  const { result, seen } = await see(store, () => firstView(store));
  return { view: result, seen };
}

async function see<Result>(
  store: CountingStore,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly seen: Seen }> {
  store.take();
  const { result, ...taken } = await measure(work);
  return { result, seen: { ...taken, counts: store.take() } };
}

async function coarseOfFirstHour(store: Store): Promise<StoreWindow[]> {
  const { names } = await store.list(service, midnightMillis, midnightMillis + 60 * minuteMillis);
  const coarse: StoreWindow[] = [];
  for (const name of names.filter((name) => minutesOf(name) > longestOfOneMinutes)) {
    const bytes = await store.read(service, name);
    if (bytes !== undefined) coarse.push({ name, bytes });
  }
  return coarse;
}
