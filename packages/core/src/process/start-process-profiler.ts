import { randomUUID } from 'node:crypto';
import { findApp } from '../app-identity.ts';
import { createFailures } from '../failures.ts';
import type { EngineOptions } from '../options.ts';
import { mergeInSlices } from '../profile/merge-in-slices.ts';
import { createRecorder } from '../record/recorder.ts';
import type { SampleBatch } from '../sample/source.ts';
import { createSourcePositions } from '../source-code/source-positions.ts';
import { createClosedSum } from './closed-sum.ts';
import { createControls } from './controls.ts';
import { drainsOf } from './drains-of.ts';
import { leaveSampler, type SamplerPlace } from './lingering-sampler.ts';
import { watchLoop } from './loop-watch.ts';
import { memoryOf, openStore, windowMillisOf } from './open-store.ts';
import { createOpenWindow } from './open-window.ts';
import { createOverhead, type OverheadOptions } from './overhead.ts';
import type { ProcessProfiler } from './process-profiler.ts';
import { createProgressCounts, type Progress } from './progress.ts';
import { createPushWindows } from './push-windows.ts';
import { createReadProcess } from './read-process.ts';
import { systemTimers, type Timers } from './schedule.ts';
import { sourceOf } from './source-of.ts';
import { startSampling } from './start-sampling.ts';
import { createTracing } from './tracing.ts';
import { startWatching } from './watching.ts';
import { createWindowEnds } from './window-ends.ts';

/** Starts everything that a process has once. */
export function startProcessProfiler(
  options: EngineOptions,
  onError: ((error: Error) => void) | undefined,
  samplers: SamplerPlace,
  { every, after, stackBudget }: Timers & Pick<OverheadOptions, 'stackBudget'> = systemTimers,
): ProcessProfiler {
  const app = findApp();
  const failures = createFailures(onError);
  const instance = randomUUID().slice(0, 8);
  const counts = createProgressCounts(instance);
  let stopped = false;
  const { sampler, passedOver } = startSampling(samplers, options, { onBatch, onFailure: failures.report });
  const runOwn = <T>(work: () => T): T => (sampler ? sampler.run(sampler.profilerScope, work) : work());
  const source = sourceOf(options, app, instance, sampler?.engine ?? 'none');
  const controls = createControls({
    ...{ source, sampler, catchUp, startOver, onChange: counts.change, onFailure: failures.report },
    store: () => store,
    closeWindow: (last) => ends.close(last),
    forgetWindow: () => openWindow.forget(),
    dropWindow: () => ends.drop(),
  });
  const { paused } = controls;
  const { turns, blocks } = watchLoop(options, {
    ...{ sampler, run: runOwn, onFailure: failures.report, openWindow: () => openWindow },
    mostTurns: () => overhead.mostTurns(),
    onLook: () => overhead.addLook(),
    routes: () => recorder.routes.entries,
  });
  const tracing =
    sampler &&
    options.traceBudget > 0 &&
    createTracing({
      budget: options.traceBudget,
      mostMicros: () => overhead.traceMicros(),
      ...{ instance, sampler, after, turns },
      routes: () => recorder.routes.entries,
      file(bucket, trace, kept) {
        if (!paused()) counts.addTrace();
        blocks?.addTrace(trace);
        openWindow.addTrace(bucket, kept);
      },
      onFailure: failures.report,
    });
  const overhead = createOverhead(options, {
    ...{ sampler, after, stackBudget },
    tracedMicros: () => (tracing ? tracing.costMicros() : 0),
  });
  const running = tracing || sampler;
  const watching = runOwn(() => startWatching(options, { source, every, onFailure: failures.report }));
  const recorder = createRecorder({
    maxRoutes: options.maxRoutes,
    discardFirst: options.discardFirst,
    // Recordings outlive the profiler, and the sampler may be another profiler's by then.
    run: (scope, fn, argument) =>
      running && !stopped ? running.run(scope, fn, argument) : fn(argument as never),
    enter(scope) {
      if (!stopped) running?.enter(scope);
    },
    following: overhead.following,
    tracing: tracing || undefined,
    watched: watching?.requests,
    blocked: blocks,
    leave: (scope) => sampler?.leave(scope),
    onRequests(log) {
      overhead.addRequests(log);
      if (paused()) return;
      counts.addRequests(log.length);
      openWindow.addRequests(log);
      ends.closeIfLarge();
    },
    onBegin: (scope, nowMicros) => turns.mark(nowMicros, scope),
    afterRequest: (nowMillis) => sampler?.drainIfLate(nowMillis),
    onFailure: failures.report,
  });
  const background = { run: runOwn, onFailure: failures.report };
  const { fleet } = overhead;
  const store = openStore(options, {
    ...{ ...background, service: source.service, instance },
    onDecisions: controls.obey,
    onMarks: fleet.hear,
  });
  const aloneMillis = windowMillisOf(store.status(), options);
  const closedSum = createClosedSum(
    options.maxNodes,
    () => options.maxMemory - memoryOf(store.status()) - pushing.bytes(),
  );
  const openWindow = createOpenWindow(controls.source, recorder.routes.entries, options, paused, fleet.isOut);
  const ends = createWindowEnds({
    ...{ ...background, openWindow, catchUp, after },
    windowMillis: () => fleet.nextWindowMillis(aloneMillis),
    paused,
    startDrain: () => sampler?.drainIfLate(Number.POSITIVE_INFINITY),
    flush: recorder.flush,
    keep(closed, last) {
      const window = reading.add(closed, last);
      store.add(window);
      closedSum.fit();
      pushing.add(window);
    },
  });
  const reading = createReadProcess({
    ...{ store, closedSum, source, openWindow, catchUp, finish: ends.finish, progress },
    heeds: controls.heeds,
    startOver: (atMicros) => controls.obey([{ kind: 'clear', atMicros, value: '' }]),
    ...{ ladder: options.retention, everyMillis: () => fleet.windowMillis(aloneMillis) },
  });
  const sourcePositions = createSourcePositions({
    ...{ appFolder: app.folder, maxMemory: options.maxMemory, onFailure: failures.report },
  });
  const pushing = createPushWindows({
    ...{ ...background, push: options.push, sourcePositions, after, mostBytes: options.maxMemory / 8 },
  });
  // Before the sampler's own listener, which stops it.
  process.prependListener('exit', onExit);

  function onBatch(batch: SampleBatch): void {
    overhead.adapt();
    if (paused()) return;
    counts.addBatch(batch);
    blocks?.addBatch(batch);
    openWindow.addBatch(batch);
    if (tracing) tracing.hear(batch);
    ends.closeIfLarge();
  }

  /** Keeps the open window too. A failure here must not change how the process ends. */
  function keepRest(): void {
    if (!options.flushAtShutdown || paused() || stopped) return;
    failures.attempt(() =>
      runOwn(() => {
        catchUp();
        failures.attempt(openWindow.addWaiting);
        if (tracing) failures.attempt(tracing.fileAll);
        if (blocks) failures.attempt(blocks.fileAll);
        ends.close('ended');
      }),
    );
  }

  function onExit(): void {
    ends.finish();
    keepRest();
    if (options.flushAtShutdown) failures.attempt(store.flushNow);
  }

  /** Puts everything that has happened until now into the open window. */
  function catchUp(): void {
    sampler?.drain();
    recorder.flush();
  }

  /** Drops everything that was measured before this moment, after a clear in this or another process. */
  function startOver(clearedMicros: number): void {
    ends.finish();
    closedSum.forget();
    reading.startOver(clearedMicros);
    sampler?.forgetHolds();
    if (tracing) tracing.forget();
    blocks?.forget();
    openWindow.clearBefore(clearedMicros);
    counts.change();
    counts.forget();
  }

  async function progress(): Promise<Progress> {
    recorder.flush();
    return counts.progress(await store.stamp());
  }

  return {
    recorder,
    failures,
    app,
    source,
    inForce: { ...options, service: source.service, version: source.version, engine: source.engine },
    sourcePositions,
    stepOut() {
      if (!stopped) sampler?.stepOut();
    },
    addMissed(count) {
      if (!paused()) counts.addMissed(count);
    },
    runOwn,
    read: reading.read,
    totals: reading.totals,
    async record(millis, ended) {
      return await mergeInSlices(await ends.record(millis, ended), options.maxNodes);
    },
    progress,
    status: () => ({
      paused: paused(),
      engine: source.engine,
      ...(passedOver === undefined ? {} : { passedOver }),
      rate: controls.source().rate,
      openRequests: recorder.openCount(),
      waitingTraces: tracing ? tracing.waiting() : 0,
      missedRequests: counts.missed(),
      ...drainsOf(sampler),
      ...overhead.status(),
      failures: failures.list(),
    }),
    paused,
    setPaused: controls.setPaused,
    setRate: controls.setRate,
    clear: controls.clear,
    async stop() {
      ends.stop();
      ends.finish();
      keepRest();
      stopped = true;
      if (tracing) tracing.stop();
      overhead.stop();
      turns.stop();
      if (sampler) leaveSampler(samplers, sampler, after);
      await watching?.stop();
      closedSum.forget();
      // The process may end meanwhile.
      await Promise.all([store.close().catch(failures.report), pushing.close()]);
      process.off('exit', onExit);
    },
  };
}
