import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { TreeFlattener } from './flatten.ts';
import { Bucket, type Scope } from './scope.ts';
import { epochMicros, type SampleBatch, type SampleSource, type SourceOptions } from './source.ts';
import { createFrameTable, Kind, kindOf } from './stack-tree.ts';
import { createWeigher, type Weigher } from './weigh.ts';

/**
 * Engine A. `@datadog/pprof`'s native sampler reads the running scope from V8's continuation-preserved data, so that
 * each sample carries it across every `await` without a hook. Needs AsyncContextFrame (Node 24 and later, not on
 * Windows). The classes used here are private to that package: its version is pinned, and a test checks their shape.
 */
interface NativeProfiler {
  start(): void;
  stop(restart: boolean): NativeProfile;
  dispose(): void;
  createContextHolder(context: object): object;
  v8ProfilerStuckEventLoopDetected(): number;
}
interface NativeNode {
  name: string;
  scriptName: string;
  scriptId: number;
  lineNumber: number;
  columnNumber: number;
  hitCount: number;
  children: NativeNode[];
  contexts?: { context?: Scope; timestamp: bigint; cpuTime?: number }[];
}
interface NativeProfile {
  topDownRoot: NativeNode;
}
type NativeProfilerClass = new (options: object) => NativeProfiler;

/**
 * The native holder of a scope. It keeps the scope alive, so a scope that kept it in turn would never be collected: it
 * is kept only while it will be needed again, and whoever lets a scope go takes it away.
 */
function holderOf(scope: Scope, profiler: NativeProfiler): object {
  if (scope.handle !== undefined) return scope.handle as object;
  const holder = profiler.createContextHolder(scope);
  if (scope.open !== undefined || scope.bucket === Bucket.profiler) scope.handle = holder;
  return holder;
}

/** The context buffer must outlast the longest time the loop is blocked; past it, samples lose their scope. */
const longestGapMillis = 20_000;
/**
 * V8's sampling thread can get stuck in a loop and give empty profiles (DataDog/pprof-nodejs#125). The package's own
 * detector also answers 2, "surely", after a span too short to hold a sample; and a restart is not free: V8 lists every
 * function anew, and has been seen to miss some. So it must say so twice, about spans that must have held samples.
 */
const surelyStuck = 2;
const spanIntervals = 50;

export function createAsyncContextSource({ intervalMicros, own }: SourceOptions): SampleSource {
  const storage = new AsyncLocalStorage<object>();
  const frames = createFrameTable();
  let profiler: NativeProfiler | undefined;
  let weigher: Weigher;
  let lastMicros = 0;
  let stuckSpans = 0;

  const startNative = (): NativeProfiler => {
    const native = new (loadNative())({
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
      if (!isMainThread) throw new Error('the native sampler is used on the main thread only');
      profiler = startNative();
      lastMicros = performance.now() * 1000;
      weigher = createWeigher(lastMicros + epochMicros);
    },
    run(scope, fn) {
      if (profiler === undefined) return fn();
      const holder = holderOf(scope, profiler);
      if (storage.getStore() === holder) return fn();
      // On Node 24 `storage.run` leaves an entry behind in its caller's context, also at the app's start: every later
      // request would then copy it. A resource puts back the very context that was there.
      return new AsyncResource('routeprof').runInAsyncScope(() => {
        storage.enterWith(holder);
        return fn();
      });
    },
    enter(scope) {
      if (profiler !== undefined) storage.enterWith(holderOf(scope, profiler));
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
      const batch = flatten(topDownRoot, lastMicros + epochMicros, toMicros + epochMicros);
      lastMicros = toMicros;
      return batch;
    },
    stop() {
      profiler?.stop(false);
      profiler?.dispose();
      profiler = undefined;
      storage.disable();
    },
  };

  function flatten(root: NativeNode, fromMicros: number, toMicros: number): SampleBatch {
    const tree = new TreeFlattener(own);
    const nodes: number[] = [];
    const contexts: { context?: Scope; timestamp: bigint; cpuTime?: number }[] = [];
    const kinds: Kind[] = [];
    let lost = 0;
    const visit = (node: NativeNode, parent: number, kind: Kind): void => {
      const hits = node.contexts;
      if (hits) {
        lost += Math.max(0, node.hitCount - hits.length);
        for (const hit of hits) {
          nodes.push(parent);
          kinds.push(kind);
          contexts.push(hit);
        }
      }
      for (const child of node.children) {
        const frame = frames.intern(
          child.scriptId,
          child.name,
          child.scriptName,
          child.lineNumber,
          child.columnNumber,
        );
        visit(child, tree.add(parent, frame), parent === 0 ? kindOf(child.name, child.scriptName) : kind);
      }
    };
    visit(root, 0, Kind.script);

    const order = contexts.map((_, i) => i).sort((a, b) => timeOf(contexts[a]) - timeOf(contexts[b]));
    const count = order.length;
    const node = Int32Array.from(order, (i) => nodes[i] as number);
    const kind = Uint8Array.from(order, (i) => kinds[i] as number);
    const scope = order.map((i) => contexts[i]?.context);
    const timeMicros = Float64Array.from(order, (i) => timeOf(contexts[i]));
    const cpuMicros = Float64Array.from(order, (i) => (contexts[i]?.cpuTime ?? 0) / 1000);
    const weights = weigher.weigh({ timeMicros, kind, node, scopeKey: keysOf(scope), cpuMicros });
    const busy: number[] = [];
    for (let i = 0; i < count; i++) if (kind[i] !== Kind.idle) busy.push(i);
    return {
      fromMicros,
      toMicros,
      stacks: tree.finish(),
      node: Int32Array.from(busy, (i) => node[i] as number),
      kind: Uint8Array.from(busy, (i) => kind[i] as number),
      scope: busy.map((i) => scope[i]),
      timeMicros: Float64Array.from(busy, (i) => timeMicros[i] as number),
      wallMicros: Float64Array.from(busy, (i) => weights.wallMicros[i] as number),
      cpuMicros: Float64Array.from(busy, (i) => weights.cpuMicros[i] as number),
      exact: undefined,
      idleMicros: weights.idleMicros,
      lost,
    };
  }
}

function timeOf(hit: { timestamp: bigint } | undefined): number {
  return hit ? Number(hit.timestamp) : 0;
}

function keysOf(scopes: readonly (Scope | undefined)[]): Int32Array {
  const keys = new Map<Scope | undefined, number>();
  return Int32Array.from(scopes, (scope) => {
    let key = keys.get(scope);
    if (key === undefined) keys.set(scope, (key = keys.size));
    return key;
  });
}

function loadNative(): NativeProfilerClass {
  if (process.platform === 'win32') throw new Error('@datadog/pprof has no sample contexts on Windows');
  const require = createRequire(import.meta.url);
  const busy = otherSampler(require.cache);
  if (busy) throw new Error(`another sampler holds this process (${busy})`);
  const { isAsyncContextFrameActive } = require('@datadog/pprof/out/src/async-context-frame');
  if (!isAsyncContextFrameActive())
    throw new Error(`Node ${process.versions.node} runs without AsyncContextFrame`);
  return require('@datadog/pprof/out/src/time-profiler-bindings').TimeProfiler;
}

/** dd-trace, Pyroscope and others load the same native package; two users of SIGPROF break each other. */
function otherSampler(cache: NodeJS.Dict<NodeJS.Module>): string | undefined {
  for (const [path, module] of Object.entries(cache)) {
    if (/[\\/]pprof[\\/]out[\\/]src[\\/]time-profiler\.js$/.test(path) && module?.exports?.isStarted?.())
      return path;
  }
  return undefined;
}
