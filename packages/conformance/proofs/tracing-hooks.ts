import hooks, { type HookCallbacks } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';

/** How often the app's hooks were called, and how long the calls took. */
export interface HookCalls {
  calls: number;
  insideMicros: number;
}

/** A call of a hook, by the clock of `performance.now()`. */
export interface HookCall {
  readonly hook: string;
  readonly asyncId: number;
  readonly fromMicros: number;
  readonly toMicros: number;
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

/**
 * Counts and times all calls of the tracing hooks that are made from now on, and tells each. Call it before anything imports
 * the profiler.
 */
export function countHooks(onCall: (call: HookCall) => void = () => {}): HookCalls {
  const counted: HookCalls = { calls: 0, insideMicros: 0 };
  let isInside = false;
  const timed = (hook: string, callback: HookFunction): HookFunction => {
    const { 'routeprof:own': call } = {
      // By this name, the profiler leaves it out of the stacks that its hooks capture.
      'routeprof:own'(this: unknown, ...args: [asyncId: number]): void {
        counted.calls++;
        // A hook may do what calls hooks: that time counts once.
        if (isInside) {
          callback.apply(this, args);
          return;
        }
        isInside = true;
        const fromMicros = performance.now() * 1000;
        try {
          callback.apply(this, args);
        } finally {
          const toMicros = performance.now() * 1000;
          isInside = false;
          counted.insideMicros += toMicros - fromMicros;
          onCall({ hook, asyncId: args[0], fromMicros, toMicros });
        }
      },
    };
    return call;
  };
  const original = hooks.createHook;
  hooks.createHook = (callbacks: HookCallbacks) => {
    // The inspector engine's own hook is always on, and follows every request.
    if (callbacks.promiseResolve === undefined) return original(callbacks);
    return original(
      Object.fromEntries(
        Object.entries(callbacks).map(([hook, callback]) => [
          hook,
          typeof callback === 'function' ? timed(hook, callback as HookFunction) : callback,
        ]),
      ) as HookCallbacks,
    );
  };
  syncBuiltinESMExports();
  return counted;
}

type HookFunction = (asyncId: number) => void;
