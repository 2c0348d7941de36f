import { AsyncLocalStorage } from 'node:async_hooks';
import { explainTrace } from '../../src/profile/explain-trace.ts';
import { createServiceTimes } from '../../src/profile/service-times.ts';
import type { Trace } from '../../src/profile/trace.ts';
import { Bucket, createScope, type Scope } from '../../src/sample/scope.ts';
import type { FindPeer } from '../../src/trace/describe-wait.ts';
import { unknownTurns } from '../../src/trace/loop-turns.ts';
import type { RequestTrace } from '../../src/trace/request-trace.ts';
import { createTracer, type Tracer } from '../../src/trace/tracer.ts';

/** Traces work as requests, with a scope for each, but without a server or a sampler. */
export interface Bench {
  readonly tracer: Tracer;
  readonly failures: unknown[];
  readonly cut: RequestTrace[];
  /** Does the work as a request of the route, traced. */
  trace(route: string, work: () => unknown): Promise<Trace>;
  /** Calls `work` as another request, within the running callback. */
  runNow<T>(route: string, work: () => T): T;
  /** The same without a trace. */
  run<T>(route: string, work: () => T): Promise<Awaited<T>>;
}

export function createBench(findPeer: FindPeer = () => undefined): Bench {
  const storage = new AsyncLocalStorage<Scope>();
  const names = new Map<Scope, string>();
  const failures: unknown[] = [];
  const cut: RequestTrace[] = [];
  let number = 0;
  const tracer = createTracer({
    current: () => storage.getStore(),
    cpu: { read: () => Number.NaN, close() {} },
    findPeer,
    threads: 4,
    onSwitch() {},
    onCut: (trace) => cut.push(trace),
    onFailure: (error) => failures.push(error),
    turns: unknownTurns(),
  });
  const now = () => performance.now() * 1000;
  const scopeOf = (route: string): Scope => {
    const scope = createScope(Bucket.unresolved);
    names.set(scope, route);
    return scope;
  };
  // Each request comes in a turn of its own, as from a socket.
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const runNow = <T>(route: string, work: () => T): T => {
    const scope = scopeOf(route);
    return storage.run(scope, () => (tracer.isOn ? tracer.within(scope, work) : work()));
  };
  return {
    tracer,
    failures,
    cut,
    async trace(route, work) {
      await turn();
      const scope = scopeOf(route);
      const trace = tracer.begin(scope, { number: ++number, weightMilli: 1000, mayForce: false }, now());
      await storage.run(scope, () => tracer.within(scope, work));
      await storage.run(scope, () => tracer.end(trace, now()));
      return explainTrace(trace, {
        instance: 'test',
        pauses: [],
        samples: { between: () => [] },
        serviceTimes: createServiceTimes(),
        nameOf: (by) =>
          by === undefined
            ? { method: '', route: '(background)' }
            : { method: 'GET', route: names.get(by) as string },
      });
    },
    runNow,
    async run<T>(route: string, work: () => T): Promise<Awaited<T>> {
      await turn();
      return await runNow(route, work);
    },
  };
}
