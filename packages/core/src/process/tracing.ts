import { AsyncResource } from 'node:async_hooks';
import { performance } from '../clock.ts';
import { piece } from '../pieces.ts';
import type { Trace } from '../profile/trace.ts';
import type { RequestTracing } from '../record/recorder-options.ts';
import type { RouteEntry } from '../record/route-table.ts';
import type { Sampler } from '../sample/sampler-interface.ts';
import type { Scope } from '../sample/scope.ts';
import type { RunInScope, SampleBatch } from '../sample/source.ts';
import { createAwakeClock } from '../sample/thread-cpu.ts';
import { createTraceChoice } from '../trace/choose-traces.ts';
import { type GcPauses, watchGcPauses } from '../trace/gc-pauses.ts';
import { microsOf } from '../trace/hook-costs.ts';
import { LoopSamples } from '../trace/loop-samples.ts';
import type { LoopTurns } from '../trace/loop-turns.ts';
import { poolSize } from '../trace/pool-jobs.ts';
import type { RequestTrace } from '../trace/request-trace.ts';
import { createTracer } from '../trace/tracer.ts';
import { watchConnections } from '../trace/watch-connections.ts';
import { watchOperations } from '../trace/watch-operations.ts';
import { operationOf, watchSockets } from '../trace/watch-sockets.ts';
import { watchSqlite } from '../trace/watch-sqlite.ts';
import type { Schedule } from './schedule.ts';
import { createTraceFiler } from './trace-filer.ts';

export interface TracingOptions {
  readonly budget: number;
  /** As in `ChoiceOptions`. */
  readonly mostMicros: () => number;
  readonly instance: string;
  readonly sampler: Sampler;
  readonly routes: () => readonly RouteEntry[];
  readonly after: Schedule;
  readonly file: (bucket: number, trace: Trace, kept: Trace) => void;
  readonly onFailure: (error: unknown) => void;
  readonly turns: LoopTurns;
}

/** The tracing of a process: chooses requests, follows them, and files what they say. */
export interface Tracing extends RequestTracing {
  /** Calls `fn` in a scope, as `Sampler.run` does. */
  readonly run: RunInScope;
  enter(scope: Scope): void;
  /** Samples have been read. */
  hear(batch: SampleBatch): void;
  /** Files all traces of requests that have ended, before the process ends. */
  fileAll(): void;
  /** What tracing has cost so far. */
  costMicros(): number;
  /** Traces of requests that have ended and are not filed yet. */
  waiting(): number;
  forget(): void;
  stop(): void;
}

const { random } = Math;
/** Traces wait this long for the routes that delayed them. */
const pauseMillis = 50;

export function createTracing(options: TracingOptions): Tracing {
  const { budget, sampler, turns } = options;
  // On a busy machine, code that computes may have a core for less than half of its time. It is not blocked, though.
  const cpu = createAwakeClock();
  const sockets = watchSockets();
  sockets.start();
  const tracer = createTracer({
    current: sampler.current,
    cpu,
    findPeer(asyncId) {
      const peer = sockets.lookUp(asyncId);
      return peer && operationOf(peer);
    },
    threads: poolSize(process.env),
    onSwitch(isOn) {
      turns.follow(isOn);
      for (const each of [operations, statements]) isOn ? each.start() : each.stop();
    },
    onCut: (trace) => file(trace),
    onFailure: options.onFailure,
    turns,
  });
  const connections = watchConnections(turns);
  const operations = watchOperations({ begin: tracer.operate, deliver: tracer.deliver });
  const statements = watchSqlite(tracer.call);
  const choice = createTraceChoice({
    ...{ budget, costs: tracer.costs, random },
    mostMicros: options.mostMicros,
  });
  let pauses: GcPauses | undefined;
  const samples = new LoopSamples(() => sampler.rate);
  const filer = createTraceFiler({
    instance: options.instance,
    routes: options.routes,
    pauses: () => pauses?.list ?? [],
    samples,
    file: options.file,
  });
  /** Timers are set while requests end, but must not run in their async contexts. */
  const home = new AsyncResource('routeprof');
  let cancel: (() => void) | undefined;
  function file(trace: RequestTrace): void {
    filer.add(trace);
    if (cancel === undefined) schedule(pauseMillis);
  }
  function schedule(millis: number): void {
    home.runInAsyncScope(() => {
      cancel = options.after(millis, () => sampler.run(sampler.profilerScope, fileSome));
    });
  }
  function fileSome(): void {
    cancel = undefined;
    const fromMicros = performance.now() * 1000;
    try {
      const isComplete = piece('explain traces', () => filer.file(fromMicros));
      if (filer.waiting() > 0) schedule(isComplete ? pauseMillis : 0);
    } catch (error) {
      options.onFailure(error);
    }
    // All requests pay for it, as for the hooks.
    tracer.costs.explainMicros += performance.now() * 1000 - fromMicros;
  }
  return {
    choose: (group, nowMicros) => choice.choose(group, nowMicros),
    begin(scope, start, nowMicros) {
      pauses ??= watchGcPauses();
      // One that was asked for goes to its end, whatever it costs: whoever may ask decides.
      if (start.mayForce === false) tracer.limit(choice.limitMicros());
      return tracer.begin(scope, start, nowMicros, connections.acceptedOf(start.connection?.socket));
    },
    end(trace, status, nowMicros) {
      trace.status = status;
      if (trace.isCut) return;
      tracer.end(trace, nowMicros);
      const { mayForce } = trace.start;
      if (typeof mayForce === 'boolean') file(trace);
      else void mayForce.then((may) => may && file(trace));
    },
    drop(trace) {
      tracer.end(trace, performance.now() * 1000);
    },
    run(scope, fn, argument) {
      if (!tracer.isOn) return sampler.run(scope, fn, argument);
      const call = () => fn(argument as never);
      return sampler.run(scope, () => tracer.within(scope, call));
    },
    enter(scope) {
      sampler.enter(scope);
      tracer.enter(scope);
    },
    hear: (batch) => samples.add(batch),
    fileAll: () => void filer.file(performance.now() * 1000, true),
    costMicros: () => microsOf(tracer.costs),
    waiting: filer.waiting,
    forget: filer.clear,
    stop() {
      tracer.stop();
      cancel?.();
      filer.clear();
      pauses?.stop();
      sockets.stop();
      connections.stop();
      cpu.close();
    },
  };
}
