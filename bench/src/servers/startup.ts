import type { Framework } from '../frameworks.ts';
import { adapters } from './adapters.ts';

/** What loading and starting the profiler costs in a fresh process that has its framework already. */
export interface StartupTimes {
  readonly importMillis: number;
  readonly callMillis: number;
}

const framework = process.env.BENCH_FRAMEWORK as Framework;
const { load, importFramework } = adapters[framework];
await importFramework();

const start = performance.now();
await load();
const { createProfiler } = await import('@routeprof/core');
const loaded = performance.now();
const profiler = createProfiler();
const called = performance.now();

const times: StartupTimes = { importMillis: loaded - start, callMillis: called - loaded };
process.send?.(times, () => {
  void profiler.close().then(() => process.exit(0));
});
