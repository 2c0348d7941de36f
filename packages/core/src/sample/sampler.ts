import { AsyncResource } from 'node:async_hooks';
import { clearImmediate, clearTimeout, performance, setImmediate, setTimeout, unref } from '../clock.ts';
import { marked } from '../own-frames.ts';
import { piece } from '../pieces.ts';
import { startEngine } from './choose-engine.ts';
import { createDrainPace } from './drain-pace.ts';
import { createEngineTrial } from './engine-trial.ts';
import { repairUtilization } from './repair-utilization.ts';
import type { Sampler, SamplerOptions, SamplerUser } from './sampler-interface.ts';
import { createOffClock, type OffClock } from './sampling-off.ts';
import { Bucket, createScope } from './scope.ts';
import type { RunInScope, SampleBatch } from './source.ts';
import { createThreadCpuClock } from './thread-cpu.ts';

const latenessMillis = 30;
/** Between drains while no samples are taken. */
const pausedDrainMillis = 5_000;
/** Not at once: an app that starts within this time drops the samples itself. */
const dropMillis = 50;

/** Starts sampling; throws when no engine can run. */
export function startSampler(options: SamplerOptions): Sampler {
  const profilerScope = createScope(Bucket.profiler, true);
  const pace = createDrainPace(options.rate);
  let user: SamplerUser | undefined = { onBatch: options.onBatch, onFailure: options.onFailure };
  let timer: NodeJS.Timeout | undefined;
  let dueMillis = Number.POSITIVE_INFINITY;
  let turn: NodeJS.Immediate | undefined;
  /** A buffer fills up: the next drain comes as soon as this one is done. */
  let isPressed = false;
  let stopped = false;
  let unread: (() => SampleBatch) | undefined;
  let unfiled: SampleBatch | undefined;
  let off: OffClock | undefined;
  let isPaused = false;
  let { rate } = options;

  const { source, passedOver } = startEngine(options.engine, {
    intervalMicros: intervalOf(rate),
    onPressure() {
      if (isUnderWay()) isPressed = true;
      else schedule(0);
    },
  });

  /** A drain may start at the end of a request, but must not run in that request's async context. */
  let start = new AsyncResource('routeprof');
  const runOwn = (work: () => void): void => start.runInAsyncScope(() => run(profilerScope, work));
  const trial = createEngineTrial({
    rate: options.rate,
    cpu: createThreadCpuClock(),
    nowMicros: () => performance.now() * 1000,
  });
  const run: RunInScope = (scope, fn, argument) =>
    trial.isOver() ? source.run(scope, fn, argument) : trial.time(() => source.run(scope, fn, argument));

  /** Does a part of a drain and returns the milliseconds for which it held the loop. */
  const hold = (part: () => void): number => {
    if (stopped) return 0;
    const before = performance.now();
    try {
      runOwn(part);
    } catch (error) {
      user?.onFailure(error);
      stop();
    }
    const tookMillis = performance.now() - before;
    pace.held(tookMillis);
    return tookMillis;
  };
  /** The next step of a drain: takes the samples, reads them, or files them. */
  const step = (): void => {
    if (unfiled !== undefined) {
      const batch = unfiled;
      unfiled = undefined;
      piece('file samples', () => user?.onBatch(batch));
    } else if (unread !== undefined) {
      const read = unread;
      unread = undefined;
      unfiled = piece('read samples', read);
      utilization.add(unfiled.idleMicros);
      trial.judge(unfiled);
    } else if (isPaused && off !== undefined) {
      unfiled = off.take();
      utilization.add(unfiled.idleMicros);
    } else unread = piece('take samples', () => source.drain());
  };
  const isUnderWay = (): boolean => unread !== undefined || unfiled !== undefined;

  /** Each step has its own turn of the loop, so that other work comes in between and no step holds it for long. */
  const advance = marked({
    'routeprof:own'(): void {
      clearTimeout(timer);
      clearImmediate(turn);
      pace.stepped(hold(step));
      if (!isUnderWay()) {
        pace.adapt();
        scheduleNext();
        return;
      }
      advanceLater();
    },
  });
  const advanceLater = (): void => {
    clearImmediate(turn);
    clearTimeout(timer);
    dueMillis = performance.now();
    // Not unref'd: it is due at once, and an idle loop would otherwise sleep before it, with no timer to wake it.
    runOwn(() => {
      turn = setImmediate(advance);
    });
  };
  const scheduleNext = (): void => {
    const delayMillis = isPaused ? pausedDrainMillis : pace.nextMillis();
    schedule(isPressed ? 0 : delayMillis);
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
  const drain = (): void => {
    // The rest of the drain under way, then a whole one.
    while (isUnderWay()) hold(step);
    do hold(step);
    while (isUnderWay());
    clearImmediate(turn);
    scheduleNext();
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
    off?.close();
    for (const part of [source, utilization, trial]) {
      try {
        part.stop();
      } catch (error) {
        user?.onFailure(error);
      }
    }
  };
  const resume = (): void => {
    if (stopped || !isPaused) return;
    // The time until now.
    drain();
    hold(() => {
      isPaused = false;
      piece('resume samples', () => source.resume());
    });
    scheduleNext();
  };
  const utilization = repairUtilization();
  process.once('exit', stop);
  // The first drain loads and compiles what later ones run. That belongs to the start, not to a request.
  runOwn(() => source.drain()());
  schedule(pace.nextMillis());

  return {
    engine: source.name,
    get rate() {
      return rate;
    },
    passedOver,
    profilerScope,
    isRunning: () => !stopped,
    run,
    enter: (scope) => source.enter(scope),
    leave: (scope) => source.leave(scope),
    stepOut: () => source.stepOut(),
    current: () => source.current(),
    drain,
    drainIfLate(nowMillis) {
      if (nowMillis > dueMillis + latenessMillis) advance();
    },
    pause() {
      if (stopped || isPaused || !trial.isOver()) return false;
      while (isUnderWay()) hold(step);
      // The last samples are read and filed in turns of their own.
      hold(step);
      hold(() => {
        piece('pause samples', () => source.pause());
        off ??= createOffClock();
        off.start();
        isPaused = true;
      });
      advanceLater();
      return true;
    },
    resume,
    isPaused: () => isPaused,
    setRate(next) {
      let isSet = false;
      hold(() => {
        isSet = piece('set rate', () => source.setInterval(intervalOf(next)));
      });
      unread = unfiled = undefined;
      if (isSet) {
        rate = next;
        pace.setRate(next);
        trial.setRate(next);
      }
      clearImmediate(turn);
      scheduleNext();
      return isSet;
    },
    hookCalls: () => source.hookCalls(),
    holds: pace.holds,
    forgetHolds: pace.forgetHolds,
    linger() {
      // To start it again now would take as long as to start another.
      if (isPaused) return stop();
      user = undefined;
      start = new AsyncResource('routeprof');
      schedule(dropMillis);
    },
    serve(next) {
      user = undefined;
      start = new AsyncResource('routeprof');
      unread = unfiled = undefined;
      clearImmediate(turn);
      hold(() => {
        source.changeUser();
        utilization.skip();
      });
      pace.forgetHolds();
      scheduleNext();
      user = next;
    },
    stop,
  };
}

function intervalOf(rate: number): number {
  return Math.round(1_000_000 / rate);
}
