/** How long loading and starting the profiler take in a new process that has loaded its framework. */
export interface StartupTimes {
  readonly importMillis: number;
  readonly callMillis: number;
}

/** What to load, as JSON in `BENCH_STARTUP`. */
export interface StartupModules {
  readonly modules: readonly string[];
  readonly adapter: string;
}

const { modules, adapter }: StartupModules = JSON.parse(process.env.BENCH_STARTUP ?? '');
await Promise.all(modules.map((module) => import(module)));

const start = performance.now();
await import(adapter);
const { createProfiler } = await import('@routeprof/core' as string);
const loaded = performance.now();
const profiler = createProfiler();
const called = performance.now();

const times: StartupTimes = { importMillis: loaded - start, callMillis: called - loaded };
process.send?.(times, () => {
  void profiler.close().then(() => process.exit(0));
});
