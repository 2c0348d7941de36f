import { randomUUID } from 'node:crypto';
import { type AppIdentity, findApp } from '../app-identity.ts';
import {
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
  unref,
} from '../clock.ts';
import { createFailures, type Failures } from '../failures.ts';
import type { OptionsInForce } from '../option-agreement.ts';
import type { EngineOptions } from '../options.ts';
import { callOwn, marked } from '../own-frames.ts';
import { mergeInSlices } from '../profile/merge-in-slices.ts';
import type { Source, Window } from '../profile/window.ts';
import { createRecorder, type Recorder } from '../record/recorder.ts';
import type { ProfilerStatus } from '../report/model.ts';
import { type Sampler, startSampler } from '../sample/sampler.ts';
import { Bucket } from '../sample/scope.ts';
import type { SampleBatch } from '../sample/source.ts';
import type { Choice } from '../store/choice.ts';
import type { StoreStatus } from '../store/store.ts';
import { createCapture } from './capture.ts';
import { createClosedSum } from './closed-sum.ts';
import { createFilling } from './filling.ts';
import { openStore, windowMillisOf } from './open-store.ts';
import { type ChosenPart, readChoice } from './read-choice.ts';
import { systemMicros } from './system-clock.ts';

/** Everything that there is once in a process: the sampler, the recorder, the profile and its store. */
export interface ProcessProfiler {
  readonly recorder: Recorder;
  readonly failures: Failures;
  readonly app: AppIdentity;
  readonly inForce: OptionsInForce;
  stepOut(): void;
  /** Counts requests that were answered before they reached a mount. */
  addMissed(requests: number): void;
  /** Does the profiler's own work, labelled as such. */
  runOwn<T>(work: () => T): T;
  /** All that is known of a choice, of every process that shares the store. */
  read(choice: Choice): Promise<Measured>;
  /** What happens in the next `millis`, or until `ended` is aborted, as one window. Throws a `BusyError`: see `Capture`. */
  record(millis: number, ended: AbortSignal): Promise<Window>;
  /** How far the profile has come: a few numbers, without reading it. */
  progress(): Promise<Progress>;
  status(): ProcessStatus;
  paused(): boolean;
  setPaused(paused: boolean): void;
  /** Forgets everything, in every process that shares the store. */
  clear(): Promise<void>;
  /** Ends sampling; what was measured is written where it is kept. */
  stop(): Promise<void>;
}

/** How the profiler is, but for what a reading tells. */
export type ProcessStatus = Omit<ProfilerStatus, 'lostSamples' | 'stamp'>;

/** All that is known of a choice at one moment. */
export interface Measured extends ChosenPart {
  /** `Progress.stamp` of this moment. */
  readonly stamp: string;
}

export interface Progress {
  /** Changes when a report would say something new. */
  readonly stamp: string;
  /**
   * Of this process, since the start or the last clear: requests that ended, and samples of anything but the profiler's
   * own work.
   */
  readonly requests: number;
  readonly samples: number;
}

/** Does work again and again, until the function that it gives is called. */
export type Schedule = (millis: number, work: () => void) => () => void;

const everyMillis: Schedule = (millis, work) => {
  const timer = unref(setInterval(work, millis));
  return () => clearInterval(timer);
};

/** An app without requests has some samples a minute: fewer than this change nothing that one could see. */
const noticeableSamples = 20;
/** A window that takes more memory than this closes before its time. */
const mostOpenBytes = 16 * 1024 * 1024;
/** A drain is done in this time, on a loop that is not blocked. */
const drainMillis = 50;

export function startProcessProfiler(
  options: EngineOptions,
  onError: ((error: Error) => void) | undefined,
  every: Schedule = everyMillis,
): ProcessProfiler {
  const app = findApp();
  const failures = createFailures(onError);
  const instance = randomUUID().slice(0, 8);
  let paused = false;
  /** Of clearing, pausing and going on. */
  let changes = 0;
  let requests = 0;
  let samples = 0;
  let missed = 0;
  let stopped = false;
  let sampler: Sampler | undefined;
  try {
    sampler = startSampler({ ...options, onBatch, onFailure: failures.report });
    if (isNoteworthy(sampler)) {
      // A notice, not a failure: the page has its own words for it.
      process.emitWarning(`routeprof uses its inspector engine, because ${sampler.passedOver}.`, {
        type: 'routeprof',
      });
    }
  } catch (error) {
    // An engine that was asked for by name must run; with 'auto' the app comes first, and the page says why.
    if (options.engine !== 'auto') throw error;
    failures.report(error);
  }
  const runOwn = <T>(work: () => T): T => (sampler ? sampler.run(sampler.profilerScope, work) : work());
  const source: Source = {
    service: options.service ?? app.service,
    version: options.version ?? app.version,
    instance,
    pid: process.pid,
    node: process.versions.node,
    engine: sampler?.engine ?? 'none',
    rate: options.rate,
  };
  const recorder = createRecorder({
    maxRoutes: options.maxRoutes,
    discardFirst: options.discardFirst,
    run: (scope, fn) => (sampler ? sampler.run(scope, fn) : fn()),
    enter: (scope) => sampler?.enter(scope),
    leave: (scope) => sampler?.leave(scope),
    onRequests(log) {
      if (paused) return;
      requests += log.length;
      filling.addRequests(log);
      closeIfLarge();
    },
    afterRequest: (nowMillis) => sampler?.drainIfLate(nowMillis),
    onFailure: failures.report,
  });
  const store = openStore(options, { service: source.service, run: runOwn, onFailure: failures.report });
  const closedSum = createClosedSum(options.maxNodes, () => options.maxMemory - memoryOf(store.status()));
  const filling = createFilling(source, recorder.routes.entries, options.maxNodes);
  let closing: NodeJS.Timeout | undefined;
  let large: NodeJS.Immediate | undefined;
  const capture = createCapture(() => {
    catchUp();
    closeWindow();
  });
  const closeLater = marked({
    'routeprof:own'(): void {
      if (paused) return;
      // The window closes in a turn of its own: a drain is as short as can be.
      sampler?.drainIfLate(Number.POSITIVE_INFINITY);
      closing = unref(setTimeout(callOwn, drainMillis, () => attempt(() => runOwn(closeWindow))));
    },
  });
  const endClosings = every(windowMillisOf(store.status(), options), closeLater);

  // In front of the sampler's own listener, which stops it.
  process.prependListener('exit', onExit);

  function onBatch(batch: SampleBatch): void {
    if (paused) return;
    for (const scope of batch.scope) if (scope?.bucket !== Bucket.profiler) samples++;
    filling.addBatch(batch);
    closeIfLarge();
  }

  /** In a later turn, because the caller may be about to close the window. */
  function closeIfLarge(): void {
    if (large !== undefined || filling.bytes() < mostOpenBytes) return;
    large = unref(
      setImmediate(callOwn, () => {
        large = undefined;
        if (!paused) attempt(() => runOwn(closeWindow));
      }),
    );
  }

  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      failures.report(error);
    }
  }

  function closeWindow(): void {
    store.add(endWindow());
    closedSum.fit();
  }

  /** The window that is being filled, complete; the next one begins. */
  function endWindow(): Window {
    recorder.flush();
    const window = filling.close();
    capture.add(window);
    return window;
  }

  /** What was not yet closed is kept too. Nothing that fails here may change how the process ends. */
  function keepRest(): void {
    if (!options.flushAtShutdown || paused || stopped) return;
    attempt(() =>
      runOwn(() => {
        catchUp();
        attempt(filling.addWaiting);
        closeWindow();
      }),
    );
  }

  function onExit(): void {
    keepRest();
    if (options.flushAtShutdown) attempt(store.flushNow);
  }

  /** Everything that has happened until now, into the window that is being filled. */
  function catchUp(): void {
    sampler?.drain();
    recorder.flush();
  }

  /** Nothing was measured before this moment; also by a clear of another process. */
  function startAnew(clearedMicros: number): void {
    closedSum.forget();
    sampler?.forgetHolds();
    filling.clearBefore(clearedMicros);
    changes++;
    requests = 0;
    samples = 0;
    missed = 0;
  }

  async function progress(): Promise<Progress> {
    recorder.flush();
    const stored = await store.stamp();
    const seen = Math.floor(samples / noticeableSamples);
    return { stamp: `${instance}-${changes}-${requests}-${missed}-${seen}-${stored}`, requests, samples };
  }

  return {
    recorder,
    failures,
    app,
    inForce: { ...options, service: source.service, version: source.version, engine: source.engine },
    stepOut: () => sampler?.stepOut(),
    addMissed(count) {
      if (!paused) missed += count;
    },
    runOwn,
    async read(choice) {
      catchUp();
      const { stamp } = await progress();
      return {
        ...(await readChoice(choice, { store, closedSum, source, open: filling.open, startAnew })),
        stamp,
      };
    },
    async record(millis, ended) {
      return await mergeInSlices(await capture.record(millis, ended), options.maxNodes);
    },
    progress,
    status: () => ({
      paused,
      engine: source.engine,
      ...(sampler?.passedOver === undefined ? {} : { passedOver: sampler.passedOver }),
      rate: options.rate,
      openRequests: recorder.openCount(),
      missedRequests: missed,
      drainHolds: sampler?.holds().count ?? 0,
      longDrainHolds: sampler?.holds().long ?? 0,
      longestDrainMicros: sampler?.holds().longestMicros ?? 0,
      failures: failures.list(),
    }),
    paused: () => paused,
    setPaused(wanted) {
      if (wanted === paused) return;
      // What was sampled until now belongs to the time before the change.
      catchUp();
      if (wanted) closeWindow();
      paused = wanted;
      changes++;
      if (!wanted) filling.forget();
    },
    async clear() {
      catchUp();
      // What is being recorded beside the profile keeps its beginning.
      endWindow();
      const cleared = store.clear();
      startAnew(systemMicros());
      await cleared;
    },
    async stop() {
      endClosings();
      clearTimeout(closing);
      clearImmediate(large);
      capture.stop();
      keepRest();
      stopped = true;
      sampler?.stop();
      closedSum.forget();
      // The process may end meanwhile.
      await store.close().catch(failures.report);
      process.off('exit', onExit);
    },
  };
}

function memoryOf({ kind, bytes }: StoreStatus): number {
  return kind === 'memory' ? bytes : 0;
}

/** On Node 20 and 22 and on Windows the inspector is the engine to expect; elsewhere one should know why. */
function isNoteworthy({ passedOver }: Sampler): boolean {
  return (
    passedOver !== undefined &&
    Number.parseInt(process.versions.node, 10) >= 24 &&
    process.platform !== 'win32'
  );
}
