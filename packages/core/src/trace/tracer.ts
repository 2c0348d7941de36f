import { createHook, executionAsyncId, executionAsyncResource } from 'node:async_hooks';
import { performance } from '../clock.ts';
import { marked } from '../own-frames.ts';
import type { Scope } from '../sample/scope.ts';
import type { ThreadCpuClock } from '../sample/thread-cpu.ts';
import { captureStack } from './await-stack.ts';
import { createAwaitedPromises } from './awaited-promises.ts';
import { beforeNodeOf } from './before-node.ts';
import type { Accepted } from './connection-queue.ts';
import { ConnectionUse } from './connection-use.ts';
import type { FindPeer } from './describe-wait.ts';
import { createHookCosts, type HookCosts, hookMicrosOf, microsOf } from './hook-costs.ts';
import { createLoopFollower } from './loop-follower.ts';
import { LoopLog } from './loop-log.ts';
import type { LoopTurns } from './loop-turns.ts';
import { createOwnWork } from './own-work.ts';
import { PoolJobs } from './pool-jobs.ts';
import { dueMicros, type Made, RequestTrace, type TraceStart } from './request-trace.ts';
import { createSaidOperations, type SaidOperations } from './said-operations.ts';

export interface TracerOptions {
  /** The scope whose code runs now. */
  readonly current: () => Scope | undefined;
  readonly cpu: ThreadCpuClock;
  readonly findPeer: FindPeer;
  readonly threads: number;
  /** Called before the first trace and after the last of those under way. */
  readonly onSwitch: (isOn: boolean) => void;
  /** A trace was too long or too expensive, and ends before its request. */
  readonly onCut: (trace: RequestTrace) => void;
  readonly onFailure: (error: unknown) => void;
  readonly turns: LoopTurns;
}

/** Follows requests through all that they await, by `async_hooks`, which are on only while one is followed. */
export interface Tracer extends Pick<SaidOperations, 'operate' | 'deliver' | 'call'> {
  readonly isOn: boolean;
  /** What the hooks have cost all requests. */
  readonly costs: HookCosts;
  /** Begins to follow a request, in the turn in which it came. Its scope is its own. */
  begin(scope: Scope, start: TraceStart, nowMicros: number, connection?: Accepted): RequestTrace;
  /** Ends it, and stops the hooks if it was the last. A trace that was cut has ended before. */
  end(trace: RequestTrace, nowMicros: number): void;
  /** Traces are cut when the costs have reached this. */
  limit(micros: number): void;
  /** Calls `fn`, which runs in a scope that no hook announces. */
  within<T>(scope: Scope, fn: () => T): T;
  /** The rest of the running callback is in another scope. */
  enter(scope: Scope): void;
  stop(): void;
}

const mostMicros = 60_000_000;
const mostEvents = 50_000;

export function createTracer(options: TracerOptions): Tracer {
  const { current, findPeer, turns } = options;
  const jobs = new PoolJobs(options.threads);
  const costs = createHookCosts();
  const log = new LoopLog(undefined, () => hookMicrosOf(costs));
  const awaited = createAwaitedPromises(log);
  const sources = { log, findPeer, connections: new ConnectionUse() };
  const own = createOwnWork({ ...sources, cpu: options.cpu });
  const loop = createLoopFollower({ log, turns, own, resolutionOf: awaited.resolutionOf, onCallback });
  let limitMicros = Number.POSITIVE_INFINITY;
  const open = new Set<RequestTrace>();
  const said = createSaidOperations({ current, open, log, own, costs, fail });
  let isOn = false;
  const now = (): number => performance.now() * 1000;

  const init = marked({
    'routeprof:own'(asyncId: number, type: string, trigger: number, resource: object): void {
      costs.inits++;
      const scope = current();
      const trace = scope?.trace as RequestTrace | undefined;
      if (trace === undefined) {
        if (type !== 'PROMISE') jobs.add(asyncId, type, scope, now());
        return;
      }
      const nowMicros = now();
      try {
        note(trace, asyncId, type, trigger, resource);
      } catch (error) {
        fail(error);
      }
      costs.insideMicros += now() - nowMicros;
    },
  });

  function note(trace: RequestTrace, asyncId: number, type: string, trigger: number, resource: object): void {
    const nowMicros = now();
    // A promise that follows none goes on nowhere: only what awaits it does.
    const follows = type !== 'PROMISE' || trigger !== executionAsyncId();
    const parent = trace.made.get(executionAsyncId());
    const made: Made = {
      asyncId,
      type,
      atMicros: nowMicros,
      trigger,
      stack: follows ? captureStack(init) : undefined,
      operation: said.of(trace, type, follows ? trigger : 0, parent),
      dueMicros: dueMicros(type, resource, nowMicros),
      parent,
      resolvedBy: undefined,
      job: jobs.add(asyncId, type, trace.scope, nowMicros),
      firedMicros: 0,
    };
    trace.made.set(asyncId, made);
    if (type === 'PROMISE' && follows) awaited.follow(trigger);
    if (++trace.events > mostEvents || nowMicros - trace.beganMicros > mostMicros) cut(trace);
    else if ((trace.events & 63) === 0 && microsOf(costs) > limitMicros)
      for (const each of [...open]) cut(each);
  }

  const before = marked({
    'routeprof:own'(asyncId: number): void {
      costs.befores++;
      const nowMicros = now();
      try {
        loop.before(asyncId, current(), executionAsyncResource(), nowMicros);
      } catch (error) {
        fail(error);
      }
      costs.insideMicros += now() - nowMicros;
    },
  });

  const after = marked({
    'routeprof:own'(asyncId: number): void {
      costs.afters++;
      const nowMicros = now();
      try {
        loop.after(asyncId, nowMicros);
      } catch (error) {
        fail(error);
      }
      costs.insideMicros += now() - nowMicros;
    },
  });

  function onCallback(asyncId: number, nowMicros: number): void {
    // Whose socket it is can only be asked here; from now on it is known by its id.
    const peer = findPeer(asyncId);
    if (peer !== undefined) sources.connections.receive(asyncId, executionAsyncResource(), nowMicros);
    jobs.done(asyncId, nowMicros);
  }

  const promiseResolve = marked({
    'routeprof:own'(asyncId: number): void {
      costs.resolves++;
      if (!awaited.isOpen(asyncId)) return;
      const nowMicros = now();
      const scope = current();
      said.resolve(asyncId, scope);
      awaited.resolve(asyncId, scope, nowMicros);
      costs.insideMicros += now() - nowMicros;
    },
  });

  const hook = createHook({ init, before, after, promiseResolve });

  function enter(scope: Scope | undefined, isReturn = false): void {
    if (!isOn) return;
    try {
      loop.change(scope, now(), undefined, isReturn);
    } catch (error) {
      fail(error);
    }
  }

  function switchOn(): void {
    isOn = true;
    loop.start(executionAsyncId(), current(), executionAsyncResource(), now());
    options.onSwitch(true);
    hook.enable();
  }

  function switchOff(): void {
    isOn = false;
    hook.disable();
    options.onSwitch(false);
    awaited.clear();
    jobs.clear();
    loop.stop(now());
  }

  function finish(trace: RequestTrace, nowMicros: number): void {
    if (!open.delete(trace)) return;
    trace.endedMicros = nowMicros;
    trace.scope.trace = undefined;
    own.end(trace, nowMicros, said.answerTo(trace) !== undefined);
    awaited.forget(trace);
    if (open.size === 0) switchOff();
  }

  function cut(trace: RequestTrace): void {
    trace.isCut = true;
    finish(trace, now());
    options.onCut(trace);
  }

  function fail(error: unknown): void {
    for (const trace of open) {
      trace.scope.trace = undefined;
      trace.isCut = true;
    }
    open.clear();
    if (isOn) switchOff();
    options.onFailure(error);
  }

  return {
    get isOn() {
      return isOn;
    },
    costs,
    limit(micros) {
      limitMicros = micros;
    },
    begin(scope, start, nowMicros, connection) {
      const beginMicros = now();
      const before = beforeNodeOf({ nowMicros, connection, use: start.connection, log, turns });
      const trace = new RequestTrace(scope, start, nowMicros, before);
      own.begin(trace);
      if (!isOn) switchOn();
      trace.lastCallback = log.callback;
      scope.trace = trace;
      open.add(trace);
      costs.insideMicros += now() - beginMicros;
      return trace;
    },
    end: finish,
    within(scope, fn) {
      const outer = log.scope;
      enter(scope);
      try {
        return fn();
      } finally {
        enter(outer, true);
      }
    },
    enter: (scope) => enter(scope),
    operate: said.operate,
    deliver: said.deliver,
    call: said.call,
    stop() {
      for (const trace of [...open]) cut(trace);
    },
  };
}
