import { loadTable } from './table.ts';

/** How long loading and starting the profiler take in a new process that has loaded its framework. */
export interface StartupTimes {
  readonly importMillis: number;
  readonly callMillis: number;
}

const { frameworks } = await loadTable();
const row = frameworks.find(({ name }) => name === process.env.BENCH_FRAMEWORK);
const modules = row?.majors.at(-1)?.modules ?? [];
await Promise.all(modules.map((module) => import(module)));

const start = performance.now();
await import(row?.adapter ?? '');
const { createProfiler } = await import('@routeprof/core');
const loaded = performance.now();
const profiler = createProfiler();
const called = performance.now();

const times: StartupTimes = { importMillis: loaded - start, callMillis: called - loaded };
process.send?.(times, () => {
  void profiler.close().then(() => process.exit(0));
});
