import hooks, { type HookCallbacks } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

/** How often the app's hooks were called, and how long the calls took. */
export interface HookCalls {
  calls: number;
  insideMicros: number;
}

/** Node's way to a hook and back, beside what the hook does: measured below. */
export function callMicros(): number {
  const hook = hooks.createHook({ init() {}, before() {}, after() {}, promiseResolve() {} });
  const off = loop();
  hook.enable();
  const on = loop();
  hook.disable();
  // `init`, `before`, `after` and `promiseResolve` of each promise.
  return Math.max(0, (on - off) / 4);
}

/** Microseconds of CPU for making and awaiting a promise, without the noise of a first run. */
function loop(): number {
  const once = (count: number): number => {
    const from = process.cpuUsage();
    for (let i = 0; i < count; i++) void Promise.resolve().then(() => {});
    const { user, system } = process.cpuUsage(from);
    return (user + system) / count;
  };
  for (let i = 0; i < 20; i++) once(10_000);
  const times = Array.from({ length: 21 }, () => once(50_000));
  return times.sort((a, b) => a - b)[10] as number;
}

/** Counts and times all calls of the tracing hooks that are made from now on. Call it before anything imports the profiler. */
export function countHooks(): HookCalls {
  const counted: HookCalls = { calls: 0, insideMicros: 0 };
  const original = hooks.createHook;
  const timed = (callback: (...args: never[]) => void) =>
    function timed(this: unknown, ...args: never[]): void {
      const fromMillis = performance.now();
      callback.apply(this, args);
      counted.calls++;
      counted.insideMicros += (performance.now() - fromMillis) * 1000;
    };
  hooks.createHook = (callbacks: HookCallbacks) => {
    // The inspector engine's own hook is always on, and follows every request.
    if (callbacks.promiseResolve === undefined) return original(callbacks);
    return original(
      Object.fromEntries(
        Object.entries(callbacks).map(([name, callback]) => [
          name,
          typeof callback === 'function' ? timed(callback as never) : callback,
        ]),
      ) as HookCallbacks,
    );
  };
  syncBuiltinESMExports();
  return counted;
}
