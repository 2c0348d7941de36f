import { performance as original, type Performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

type Fake = { readonly clock?: { readonly [kept: string]: unknown } };

/** A fake of `@sinonjs/fake-timers`, which Vitest uses, too, knows its clock, and that keeps the function it replaced. */
function real<Function extends object>(name: string, found: Function): Function {
  return ((found as Fake).clock?.[`_${name}`] as Function | undefined) ?? found;
}

/**
 * Timers and clocks as Node made them, whatever the app's tests or a polyfill put in their place later, or before this
 * module was loaded: with a faked timer the profiler would never drain, with a faked clock it would measure nothing. For
 * the whole of the package.
 */
export const setTimeout: typeof timers.setTimeout = real('setTimeout', timers.setTimeout);
export const setInterval: typeof timers.setInterval = real('setInterval', timers.setInterval);
export const setImmediate: typeof timers.setImmediate = real('setImmediate', timers.setImmediate);
export const clearTimeout: typeof timers.clearTimeout = real('clearTimeout', timers.clearTimeout);
export const clearInterval: typeof timers.clearInterval = real('clearInterval', timers.clearInterval);
export const clearImmediate: typeof timers.clearImmediate = real('clearImmediate', timers.clearImmediate);

export const nextTick: typeof process.nextTick = real('nextTick', process.nextTick);

// A fake is put into the object, before its prototype's.
const now = ((Object.getPrototypeOf(original) as Partial<Performance>).now ?? original.now).bind(original);

/** Of `performance`, what the profiler needs. */
export const performance: Pick<Performance, 'now' | 'timeOrigin' | 'nodeTiming'> = {
  now,
  timeOrigin: original.timeOrigin,
  nodeTiming: original.nodeTiming,
};

/** Nanoseconds of the monotonic clock. */
export const monotonicNanos: () => bigint = real('hrtime', process.hrtime).bigint.bind(process.hrtime);

/** Milliseconds since 1970, by the system's clock. */
export const systemMillis: () => number = real('Date', Date).now;

/** Lets the process end before the timer is due. What replaced timers before this module was loaded may be a number. */
export function unref<Timer extends { unref?(): unknown } | number>(timer: Timer): Timer {
  if (typeof timer === 'object') timer.unref?.();
  return timer;
}

/** The next turn of the event loop; one in the background does not keep the process alive, and may never come then. */
export function nextTurn(isBackground = false): Promise<void> {
  return new Promise((resolve) => {
    const immediate = setImmediate(resolve);
    if (isBackground) unref(immediate);
  });
}
