import type { AsyncLocalStorage } from 'node:async_hooks';
import inspector from 'node:inspector';
import { createRequire } from 'node:module';

const intervalMicros = Math.round(1_000_000 / 99);
const drainMillis = 1_000;

interface NativeProfiler {
  start(): void;
  stop(restart: boolean): unknown;
  createContextHolder(context: object): object;
}

/** The inspector's own console, which Node's types leave out. */
interface InspectorConsole {
  profile(title: string): void;
  profileEnd(title: string): void;
}

/**
 * Runs V8's sampler as cheaply as it goes on this Node: 99 samples a second, drained each second, thrown away.
 *
 * @returns what each request shares as its context, from which the sampler reads whose sample it is, where it can.
 */
export function startSampler(storage: AsyncLocalStorage<object>): object {
  const major = Number.parseInt(process.versions.node, 10);
  if (major >= 22) return startNative(storage);
  startInspector();
  return {};
}

function startNative(storage: AsyncLocalStorage<object>): object {
  const require = createRequire(import.meta.url);
  const { isAsyncContextFrameActive } = require('@datadog/pprof/out/src/async-context-frame');
  const { TimeProfiler } = require('@datadog/pprof/out/src/time-profiler-bindings');
  // Node 22 has no context frames: the sampler runs without, and the context is what AsyncLocalStorage costs there.
  const useCPED: boolean = isAsyncContextFrameActive();
  const profiler: NativeProfiler = new TimeProfiler({
    intervalMicros,
    durationMillis: 20_000,
    lineNumbers: false,
    withContexts: true,
    collectCpuTime: true,
    collectAsyncId: false,
    useCPED,
    ...(useCPED ? { CPEDKey: storage } : {}),
    isMainThread: true,
    workaroundV8Bug: false,
  });
  profiler.start();
  setInterval(() => profiler.stop(true), drainMillis).unref();
  return useCPED ? profiler.createContextHolder({}) : {};
}

/** By `console.profile`, whose profiles share one sampler: the next begins before the last ends, at little cost. */
function startInspector(): void {
  const { console } = inspector as unknown as { console: InspectorConsole };
  const session = new inspector.Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: intervalMicros });
  // Without a listener the profile would not be made.
  session.on('Profiler.consoleProfileFinished', () => {});
  let count = 0;
  console.profile('floor 0');
  setInterval(() => {
    console.profile(`floor ${count + 1}`);
    console.profileEnd(`floor ${count++}`);
  }, drainMillis).unref();
}
