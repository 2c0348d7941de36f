import { performance as original, type Performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

type Fake = { readonly clock?: { readonly [kept: string]: unknown } };

/** A fake made by `@sinonjs/fake-timers`, as Vitest uses it, has a `clock`, which keeps the function that it replaced. */
function real<Function extends object>(name: string, found: Function): Function {
  return ((found as Fake).clock?.[`_${name}`] as Function | undefined) ?? found;
}

/**
 * Node's own timers and clocks, for the whole package. Tests of the app or a polyfill may replace the global ones, even
 * before this module loads. With a fake timer the profiler would never drain, with a fake clock it would measure nothing.
 */
export const setTimeout: typeof timers.setTimeout = real('setTimeout', timers.setTimeout);
export const setInterval: typeof timers.setInterval = real('setInterval', timers.setInterval);
export const setImmediate: typeof timers.setImmediate = real('setImmediate', timers.setImmediate);
export const clearTimeout: typeof timers.clearTimeout = real('clearTimeout', timers.clearTimeout);
export const clearInterval: typeof timers.clearInterval = real('clearInterval', timers.clearInterval);
export const clearImmediate: typeof timers.clearImmediate = real('clearImmediate', timers.clearImmediate);

export const nextTick: typeof process.nextTick = real('nextTick', process.nextTick);

// A fake is set on the object itself; the prototype keeps the original.
const now = ((Object.getPrototypeOf(original) as Partial<Performance>).now ?? original.now).bind(original);

/** The part of `performance` that the profiler needs. */
export const performance: Pick<Performance, 'now' | 'timeOrigin' | 'nodeTiming'> = {
  now,
  timeOrigin: original.timeOrigin,
  nodeTiming: original.nodeTiming,
};

/** Nanoseconds of the monotonic clock. */
export const monotonicNanos: () => bigint = real('hrtime', process.hrtime).bigint.bind(process.hrtime);

/** Milliseconds since 1970, by the system's clock. */
export const systemMillis: () => number = real('Date', Date).now;

/** Lets the process end before the timer is due. A timer that was replaced before this module loaded may be a number. */
export function unref<Timer extends { unref?(): unknown } | number>(timer: Timer): Timer {
  if (typeof timer === 'object') timer.unref?.();
  return timer;
}

/** Resolves in the next turn of the event loop. In the background it keeps no process alive, so it may never resolve. */
export function nextTurn(isBackground = false): Promise<void> {
  return new Promise((resolve) => {
    const immediate = setImmediate(resolve);
    if (isBackground) unref(immediate);
  });
}
