import type { ThreadCpuClock } from '../sample/thread-cpu.ts';
import { type ArrivalSources, arrivalOf, type Entry } from './arrival.ts';
import type { BegunOperation, OwnWork, RequestTrace } from './request-trace.ts';

/** Notes when the code of traced requests has the loop, and why it goes on when it does. */
export interface OwnWorkNotes {
  /** The request has come; its code has the loop. */
  begin(trace: RequestTrace): void;
  /** Its code has the loop again. Call it before the log says so. */
  enter(trace: RequestTrace, entry: Entry): void;
  leave(trace: RequestTrace, nowMicros: number): void;
  /** A library calls it back in the context of others. */
  answer(answer: BegunOperation, nowMicros: number): void;
  /** It ends: in its own code, in what a library has called back, or in the code of others. */
  end(trace: RequestTrace, nowMicros: number, isAnswered: boolean): void;
}

/** Gaps shorter than this are own work: the loop's own steps between two continuations. */
const shortestGapMicros = 20;
/** The thread's clock takes microseconds to read, so shorter work counts as computing. */
const shortestReadMicros = 1_000;
/** So many operations can end in one callback of the loop, with some promises each. */
const mostContinuations = 256;

export interface OwnWorkOptions extends ArrivalSources {
  readonly cpu: ThreadCpuClock;
}

export function createOwnWork({ cpu, ...sources }: OwnWorkOptions): OwnWorkNotes {
  const { log, connections } = sources;
  const ownFrom = (fromMicros: number): OwnWork => ({
    fromMicros,
    toMicros: fromMicros,
    tracingMicros: 0,
    cpuFromMicros: cpu.read(),
    cpuMicros: Number.NaN,
  });

  /** The stretch lasts until now, with what tracing took of it since the last look. */
  function extend(own: OwnWork, trace: RequestTrace, nowMicros: number): void {
    const cost = log.costMicros;
    own.tracingMicros += cost - trace.costMicros;
    trace.costMicros = cost;
    own.toMicros = nowMicros;
  }

  /** Goes on with the last stretch of own work, or begins another after what it has waited for. */
  function goOn(trace: RequestTrace, entry: Entry): void {
    const { nowMicros } = entry;
    const last = trace.lastOwn;
    // However soon the loop's next callback comes, it has ended something else.
    const isShort = last !== undefined && nowMicros - last.toMicros < shortestGapMicros;
    if (isShort && trace.lastCallback === log.callback) {
      extend(last, trace, nowMicros);
      return;
    }
    const arrival = arrivalOf(trace, entry, sources);
    const { what, queued } = arrival;
    if (what !== undefined) trace.cause = arrival;
    if (what === undefined && last !== undefined && queued.every(({ scope }) => scope === undefined)) {
      extend(last, trace, nowMicros);
      return;
    }
    trace.arrivals.push(arrival);
    trace.costMicros = log.costMicros;
    trace.own.push(ownFrom(nowMicros));
  }

  function enter(trace: RequestTrace, entry: Entry): void {
    connections.look(undefined);
    goOn(trace, entry);
    const { made, nowMicros } = entry;
    if (made === undefined) return;
    made.firedMicros = nowMicros;
    const continuations = trace.cause?.continuations;
    if (made.type !== 'PROMISE' || continuations === undefined) return;
    if (continuations.length < mostContinuations) continuations.push(made);
  }

  function leave(trace: RequestTrace, nowMicros: number): void {
    const own = trace.lastOwn;
    if (own === undefined) return;
    connections.look(trace);
    extend(own, trace, nowMicros);
    trace.lastCallback = log.callback;
    if (nowMicros - own.fromMicros >= shortestReadMicros) own.cpuMicros = cpu.read() - own.cpuFromMicros;
  }

  const fromOthers = (nowMicros: number): Entry => ({
    nowMicros,
    made: undefined,
    resolved: undefined,
    outer: log.scope,
    isReturn: false,
  });

  return {
    begin(trace) {
      connections.look(undefined);
      trace.costMicros = log.costMicros;
      trace.own.push(ownFrom(trace.beganMicros));
    },
    enter,
    leave,
    answer(answer, nowMicros) {
      enter(answer.trace, { ...fromOthers(nowMicros), answer });
      leave(answer.trace, nowMicros);
    },
    end(trace, nowMicros, isAnswered) {
      if (isAnswered || log.scope === trace.scope) leave(trace, nowMicros);
      else trace.arrivals.push(arrivalOf(trace, fromOthers(nowMicros), sources));
    },
  };
}
