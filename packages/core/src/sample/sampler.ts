import { AsyncResource } from 'node:async_hooks';
import { clearImmediate, clearTimeout, performance, setImmediate, setTimeout, unref } from '../clock.ts';
import { marked } from '../own-frames.ts';
import { startEngine } from './choose-engine.ts';
import { createEngineTrial } from './engine-trial.ts';
import { repairUtilization } from './repair-utilization.ts';
import { Bucket, createScope, type Scope } from './scope.ts';
import type { EngineName, SampleBatch } from './source.ts';
import { createThreadCpuClock } from './thread-cpu.ts';

export interface SamplerOptions {
  readonly engine: EngineName | 'auto';
  /** Samples per second. */
  readonly rate: number;
  readonly onBatch: (batch: SampleBatch) => void;
  /** The sampler's own failure: it has stopped for good, the app goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** A drain holds the event loop a few times, briefly; nobody else runs meanwhile. */
export interface DrainHolds {
  /** How often. */
  readonly count: number;
  /** How often for more than two milliseconds, be it only because another process had the core. */
  readonly long: number;
  readonly longestMicros: number;
}

/** The one sampler of this process, with its drains. */
export interface Sampler {
  readonly engine: EngineName;
  readonly passedOver: string | undefined;
  readonly profilerScope: Scope;
  run<T>(scope: Scope, fn: () => T): T;
  enter(scope: Scope): void;
  leave(scope: Scope): void;
  stepOut(): void;
  /** Hands over what was sampled since the last drain, now. */
  drain(): void;
  /**
   * Drains when that is long due: timers wait while requests keep the loop busy, and a drain of a second's samples would
   * hold it for long. To be called where no user's code runs; costs a comparison.
   */
  drainIfLate(nowMillis: number): void;
  /** How drains have held the loop since the start, or since `forgetHolds`. */
  holds(): DrainHolds;
  forgetHolds(): void;
  stop(): void;
}

/** A turn of a drain should hold the loop for about this long; the interval between drains follows from it. */
const targetDrainMillis = 1.2;
const longHoldMillis = 2;
const latenessMillis = 30;
const noHolds: DrainHolds = { count: 0, long: 0, longestMicros: 0 };
const shortestIntervalMillis = 20;
/** Holding the loop briefly comes before saving work, but drains take no more than this share of the time. */
const largestDrainShare = 0.02;

/** Starts sampling; throws when no engine can run. */
export function startSampler(options: SamplerOptions): Sampler {
  const profilerScope = createScope(Bucket.profiler, true);
  const longestIntervalMillis = Math.min(5_000, Math.max(250, 250_000 / options.rate));
  // The first drains are small: their code is not compiled yet.
  let intervalMillis = shortestIntervalMillis;
  let holds: DrainHolds = noHolds;
  let timer: NodeJS.Timeout | undefined;
  let dueMillis = Number.POSITIVE_INFINITY;
  let turn: NodeJS.Immediate | undefined;
  let longestStepMillis = 0;
  let stepsMillis = 0;
  /** A buffer fills up: the next drain comes as soon as this one is done. */
  let isPressed = false;
  let stopped = false;
  let unread: (() => SampleBatch) | undefined;
  let unfiled: SampleBatch | undefined;

  const { source, passedOver } = startEngine(options.engine, {
    intervalMicros: Math.round(1_000_000 / options.rate),
    onPressure() {
      if (isUnderWay()) isPressed = true;
      else schedule(0);
    },
  });

  /** A drain may start at the end of some request: what that request's app keeps in its async context is not ours. */
  const start = new AsyncResource('routeprof');
  const runOwn = (work: () => void): void => start.runInAsyncScope(() => run(profilerScope, work));
  const trial = createEngineTrial({
    rate: options.rate,
    cpu: createThreadCpuClock(),
    nowMicros: () => performance.now() * 1000,
  });
  const run = <T>(scope: Scope, fn: () => T): T =>
    trial.isOver() ? source.run(scope, fn) : trial.time(() => source.run(scope, fn));

  /** Does a part of a drain; gives the milliseconds that it held the loop. */
  const hold = (part: () => void): number => {
    if (stopped) return 0;
    const before = performance.now();
    try {
      runOwn(part);
    } catch (error) {
      options.onFailure(error);
      stop();
    }
    const tookMillis = performance.now() - before;
    holds = {
      count: holds.count + 1,
      long: holds.long + (tookMillis > longHoldMillis ? 1 : 0),
      longestMicros: Math.max(holds.longestMicros, Math.round(tookMillis * 1000)),
    };
    return tookMillis;
  };
  /** What comes next of taking samples, reading them, and filing them. */
  const step = (): void => {
    if (unfiled !== undefined) {
      const batch = unfiled;
      unfiled = undefined;
      options.onBatch(batch);
    } else if (unread !== undefined) {
      const read = unread;
      unread = undefined;
      unfiled = read();
      utilization.add(unfiled.idleMicros);
      trial.judge(unfiled);
    } else unread = source.drain();
  };
  const isUnderWay = (): boolean => unread !== undefined || unfiled !== undefined;

  /** Each step in a turn of the loop of its own, so that other work comes in between and none holds it for long. */
  const advance = marked({
    'routeprof:own'(): void {
      clearTimeout(timer);
      clearImmediate(turn);
      const heldMillis = hold(step);
      longestStepMillis = Math.max(longestStepMillis, heldMillis);
      stepsMillis += heldMillis;
      if (!isUnderWay()) {
        adapt(longestStepMillis, stepsMillis);
        scheduleNext();
        return;
      }
      dueMillis = performance.now();
      // Not unref'd: it is due at once, and an idle loop would otherwise sleep before it, with no timer to wake it.
      runOwn(() => {
        turn = setImmediate(advance);
      });
    },
  });
  const adapt = (heldMillis: number, tookMillis: number): void => {
    const factor = Math.min(1.5, Math.max(0.7, targetDrainMillis / Math.max(heldMillis, 0.05)));
    const cheapest = Math.min(intervalMillis, tookMillis / largestDrainShare);
    intervalMillis = Math.min(
      longestIntervalMillis,
      Math.max(shortestIntervalMillis, cheapest, intervalMillis * factor),
    );
  };
  const scheduleNext = (): void => {
    longestStepMillis = stepsMillis = 0;
    schedule(isPressed ? 0 : intervalMillis);
    isPressed = false;
  };
  const schedule = (delayMillis: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    dueMillis = performance.now() + delayMillis;
    runOwn(() => {
      timer = setTimeout(advance, delayMillis);
      unref(timer);
    });
  };

  // A native sampler that still sends signals while Node shuts down can crash it.
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    unread = unfiled = undefined;
    dueMillis = Number.POSITIVE_INFINITY;
    clearTimeout(timer);
    clearImmediate(turn);
    process.removeListener('exit', stop);
    try {
      trial.stop();
      utilization.stop();
      source.stop();
    } catch (error) {
      options.onFailure(error);
    }
  };
  const utilization = repairUtilization();
  process.once('exit', stop);
  // The first drain loads and compiles what later ones run: that belongs to the start, not into a request.
  runOwn(() => source.drain()());
  schedule(intervalMillis);

  return {
    engine: source.name,
    passedOver,
    profilerScope,
    run,
    enter: (scope) => source.enter(scope),
    leave: (scope) => source.leave(scope),
    stepOut: () => source.stepOut(),
    drain() {
      // What is left of the last one, and all of this one.
      while (isUnderWay()) hold(step);
      do hold(step);
      while (isUnderWay());
      clearImmediate(turn);
      scheduleNext();
    },
    drainIfLate(nowMillis) {
      if (nowMillis > dueMillis + latenessMillis) advance();
    },
    holds: () => holds,
    forgetHolds() {
      holds = noHolds;
    },
    stop,
  };
}
