import { OutgoingMessage } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';

// Required first in a process that is counted, so that nothing in it depends on how fast the machine is: clocks count
// their readings, timers of the profiler and the app never fire, and V8's sampler takes no samples.

let micros = 0;
let stepMicros = 1;

/** How much time passes with each reading of a clock. */
export function setClockStep(micros: number): void {
  stepMicros = micros;
}

function nextMicros(): number {
  micros += stepMicros;
  return micros;
}

/** The real clocks are read as well, so that a reading costs what it costs. */
function countReadings(): void {
  const prototype = Object.getPrototypeOf(performance) as { now(): number };
  const { now } = prototype;
  prototype.now = () => {
    now.call(performance);
    return nextMicros() / 1000;
  };
  const { now: systemNow } = Date;
  const began = systemNow();
  Date.now = () => {
    systemNow();
    return Math.trunc(began + nextMicros() / 1000);
  };
  const { bigint } = process.hrtime;
  process.hrtime.bigint = () => {
    bigint();
    return BigInt(Math.round(nextMicros() * 1000));
  };
}

function stopTimers(): void {
  const never = (): object => ({ ref() {}, unref() {}, hasRef: () => false });
  Object.assign(timers, { setTimeout: never, setInterval: never });
  syncBuiltinESMExports();
}

interface Native {
  createContextHolder(context: object): object;
}

/**
 * Leaves V8's sampler out: its thread, its signals, and what it notes of compiled code. What the profiler does for each
 * request stays, also the native holders of contexts. Each profile has one sample, of the scope that was made last,
 * because the profiler goes on differently once it knows that samples have scopes.
 */
function leaveOutSampler(): void {
  const bindings = createRequire(import.meta.url)('@datadog/pprof/out/src/time-profiler-bindings') as {
    TimeProfiler: new (options: object) => Native;
  };
  let last: object | undefined;
  bindings.TimeProfiler = class extends bindings.TimeProfiler {
    start(): void {}
    stop(): object {
      const contexts = last && [
        { context: last, timestamp: BigInt(Math.round(epochMicros())), cpuTime: 1000 },
      ];
      const here = { name: '(anonymous)', scriptName: '', scriptId: 0, lineNumber: 0, columnNumber: 0 };
      const leaf = { ...here, hitCount: 1, children: [], ...(contexts && { contexts }) };
      return { topDownRoot: { ...here, name: '(root)', hitCount: 0, children: [leaf] } };
    }
    override createContextHolder(context: object): object {
      last = context;
      return super.createContextHolder(context);
    }
    v8ProfilerStuckEventLoopDetected(): number {
      return 0;
    }
  };
}

function epochMicros(): number {
  return performance.timeOrigin * 1000 + micros;
}

/** Node renews this header each second, so a slow machine would renew it more often during a count. */
function leaveOutDate(): void {
  Object.defineProperty(OutgoingMessage.prototype, 'sendDate', { get: () => false, set() {} });
}

countReadings();
stopTimers();
leaveOutDate();
leaveOutSampler();
