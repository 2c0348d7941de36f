import { AsyncLocalStorage, AsyncResource, executionAsyncResource } from 'node:async_hooks';
import { isMainThread } from 'node:worker_threads';
import { performance } from '../clock.ts';
import { leaveOutIdle } from './busy-samples.ts';
import { loadNative, type NativeNode, type NativeProfiler } from './load-native.ts';
import { readNative } from './read-native.ts';
import type { Scope } from './scope.ts';
import { epochMicros, type SampleBatch, type SampleSource, type SourceOptions } from './source.ts';
import { createFrameTable } from './stack-tree.ts';
import { createWeigher, type Weigher } from './weigh.ts';

let users = 0;

/** Only native code can read what a holder holds, so it has the scope as a property, too. */
const heldScope = Symbol('routeprof.scope');
type Holder = { [heldScope]?: Scope };

/** Static, so that running in a scope makes no function. */
function enterAndCall<T, Argument>(
  this: AsyncLocalStorage<Holder>,
  holder: Holder,
  fn: (argument: Argument) => T,
  argument: Argument,
): T {
  this.enterWith(holder);
  return fn(argument);
}

/**
 * Whether the loop has called back for a request that has just been read. Node itself puts the context back after that,
 * and what follows in the callback belongs to the request.
 */
function isRequestCallback(): boolean {
  return (executionAsyncResource() as { readonly type?: unknown }).type === 'HTTPINCOMINGMESSAGE';
}

/**
 * The native holder of a scope. It keeps the scope alive, so a scope that always referred to its holder would never be
 * collected. The scope keeps it only while the holder will be needed again; code that releases the scope clears it.
 */
function holderOf(scope: Scope, profiler: NativeProfiler, user: number, firstUser: number): Holder {
  if (scope.handle !== undefined && scope.user >= firstUser) {
    // It may be from before a pause.
    scope.user = user;
    return scope.handle as Holder;
  }
  const holder = profiler.createContextHolder(scope) as Holder;
  holder[heldScope] = scope;
  scope.user = user;
  if (scope.open !== undefined || scope.isPermanent) scope.handle = holder;
  return holder;
}

/** The context buffer must outlast the longest time the loop is blocked; past it, samples lose their scope. */
const longestGapMillis = 20_000;
/**
 * V8's sampling thread can get stuck in a loop and give empty profiles (DataDog/pprof-nodejs#125). The package's own
 * detector also answers 2, "surely", after a span too short to hold a sample. A restart is expensive: V8 lists every
 * function again, and sometimes misses some. So it takes two such answers, about spans that must have held samples.
 */
const surelyStuck = 2;
const spanIntervals = 50;

/**
 * Engine A. The native sampler reads the running scope from V8's continuation-preserved data, so that each sample carries
 * it across every `await` without a hook. Needs AsyncContextFrame (Node 24 and later, not on Windows).
 */
export function createAsyncContextSource(options: SourceOptions): SampleSource {
  let { intervalMicros } = options;
  let storage = new AsyncLocalStorage<Holder>();
  const frames = createFrameTable();
  let profiler: NativeProfiler | undefined;
  let weigher: Weigher;
  let lastMicros = 0;
  let stuckSpans = 0;
  let isPaused = false;
  let user = 0;
  /** Of the native sampler: it must never see the holders of another. */
  let firstUser = 0;

  /** Work that continues in a scope of an earlier profiler does not belong to a request of this one. */
  const ownOf = (scope: Scope | undefined): Scope | undefined =>
    scope === undefined || scope.user === user || scope.isPermanent ? scope : undefined;
  const begin = (): void => {
    user = ++users;
    lastMicros = performance.now() * 1000;
    weigher = createWeigher(lastMicros + epochMicros, intervalMicros);
  };
  const startNative = (): NativeProfiler => {
    // It tries a store, and so leaves a frame behind in its caller's context, which every later request would copy.
    const TimeProfiler = new AsyncResource('routeprof').runInAsyncScope(loadNative);
    const native = new TimeProfiler({
      intervalMicros,
      durationMillis: longestGapMillis,
      lineNumbers: false,
      withContexts: true,
      collectCpuTime: true,
      collectAsyncId: false,
      useCPED: true,
      CPEDKey: storage,
      isMainThread,
      // Its full restart at every drain would stall the loop for 10 ms; see the check in `drain`.
      workaroundV8Bug: false,
    });
    native.start();
    return native;
  };

  return {
    name: 'async-context',
    start() {
      if (!isMainThread) throw new Error('the native sampler runs on the main thread only');
      profiler = startNative();
      begin();
    },
    run(scope, fn, argument) {
      if (profiler === undefined) return fn(argument as never);
      const holder = holderOf(scope, profiler, user, firstUser);
      const outer = storage.getStore();
      if (outer === holder) return fn(argument as never);
      if (outer === undefined && isRequestCallback()) {
        storage.enterWith(holder);
        return fn(argument as never);
      }
      // On Node 24 `storage.run` leaves an entry behind in its caller's context, also at the app's start: every later
      // request would then copy it. A resource puts back the very context that was there.
      const resource = new AsyncResource('routeprof');
      return resource.runInAsyncScope(enterAndCall, storage, holder, fn, argument) as ReturnType<typeof fn>;
    },
    enter(scope) {
      if (profiler !== undefined) storage.enterWith(holderOf(scope, profiler, user, firstUser));
    },
    current() {
      return ownOf(storage.getStore()?.[heldScope]);
    },
    leave() {},
    stepOut() {
      if (storage.getStore() !== undefined) storage.enterWith(undefined as never);
    },
    drain() {
      if (profiler === undefined) throw new Error('the sampler is not running');
      const { topDownRoot } = profiler.stop(true);
      const toMicros = performance.now() * 1000;
      if (toMicros - lastMicros > spanIntervals * intervalMicros) {
        stuckSpans = profiler.v8ProfilerStuckEventLoopDetected() === surelyStuck ? stuckSpans + 1 : 0;
        if (stuckSpans === 2) {
          stuckSpans = 0;
          profiler.stop(false);
          profiler.start();
        }
      }
      const fromMicros = lastMicros;
      lastMicros = toMicros;
      return () => flatten(topDownRoot, fromMicros + epochMicros, toMicros + epochMicros);
    },
    changeUser() {
      profiler?.stop(true);
      begin();
    },
    pause() {
      isPaused = true;
      profiler?.stop(false);
    },
    resume() {
      isPaused = false;
      profiler?.start();
      begin();
    },
    setInterval(micros) {
      intervalMicros = micros;
      if (profiler === undefined) return true;
      if (!isPaused) profiler.stop(false);
      profiler.dispose();
      profiler = undefined;
      // A native sampler has one interval for life, and looks for its own holders by the storage.
      storage.disable();
      storage = new AsyncLocalStorage<Holder>();
      profiler = startNative();
      begin();
      firstUser = user;
      if (isPaused) profiler.stop(false);
      return true;
    },
    stop() {
      // It refuses to stop twice.
      if (!isPaused) profiler?.stop(false);
      profiler?.dispose();
      profiler = undefined;
      storage.disable();
    },
    hookCalls: () => 0,
  };

  function flatten(root: NativeNode, fromMicros: number, toMicros: number): SampleBatch {
    const { node, kind, scope, timeMicros, cpuMicros, stacks, lost } = readNative(root, frames, ownOf);
    const weights = weigher.weigh({ timeMicros, kind, node, scopeKey: keysOf(scope), cpuMicros });
    const { wallMicros, idleMicros, ioMicros } = weights;
    return {
      ...leaveOutIdle({ node, kind, scope, timeMicros, wallMicros, cpuMicros: weights.cpuMicros }),
      fromMicros,
      toMicros,
      stacks,
      exact: undefined,
      idleMicros,
      ioMicros,
      lost,
    };
  }
}

function keysOf(scopes: readonly (Scope | undefined)[]): Int32Array {
  const numbers = new Map<Scope | undefined, number>();
  const keys = new Int32Array(scopes.length);
  for (let i = 0; i < keys.length; i++) {
    const scope = scopes[i];
    let key = numbers.get(scope);
    if (key === undefined) numbers.set(scope, (key = numbers.size));
    keys[i] = key;
  }
  return keys;
}
