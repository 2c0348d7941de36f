import type { Frame } from '../sample/stack-tree.ts';
import { appFrame, framesOf } from '../trace/await-stack.ts';
import type { Arrival, Made, RequestTrace } from '../trace/request-trace.ts';

/** An arrival, and where the app waited for it. */
export interface LocatedArrival {
  readonly arrival: Arrival;
  readonly stack: readonly Frame[];
  /** The index of the innermost frame of the app in `stack`; -1 when there is none. */
  readonly site: number;
  /** Names its operation: several arrivals may belong to one. */
  readonly operation: number;
  /** When its operation began. */
  readonly startMicros: number;
  /** What a library said of it, if one did. */
  readonly said: Arrival['what'] | undefined;
}

/** A part of a time without own work, and the arrival that it is put down to. */
export interface PathPart {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly by: LocatedArrival;
  /** Whether others had the loop in it counts only for the arrival that ended it. */
  readonly isItsEnd: boolean;
}

/** What was under way beside the critical path, and for how long. */
export interface ParallelWait {
  readonly by: LocatedArrival;
  readonly micros: number;
}

/**
 * Finds what a request waited for, from its end backwards: each time without own work is put down to the arrival that
 * ended it, and so is all such time since the operation behind that arrival began. Other operations that came meanwhile
 * were beside it, and would have cost nothing by themselves.
 */
export function criticalPath(trace: RequestTrace): {
  readonly parts: readonly PathPart[];
  readonly parallel: readonly ParallelWait[];
} {
  const parts: PathPart[] = [];
  const parallel: ParallelWait[] = [];
  const stacks = new Map<Made, Frame[]>();
  let claim: LocatedArrival | undefined;
  for (let i = trace.arrivals.length - 1; i >= 0; i--) {
    const arrival = trace.arrivals[i] as Arrival;
    const { fromMicros, toMicros } = arrival;
    const own = locate(trace, arrival, stacks);
    let endMicros = toMicros;
    if (claim !== undefined && claim.startMicros < toMicros) {
      const sinceMicros = Math.max(fromMicros, claim.startMicros);
      parts.push({ fromMicros: sinceMicros, toMicros, by: claim, isItsEnd: false });
      endMicros = sinceMicros;
      if (arrival.what !== undefined && own.site >= 0 && own.operation !== claim.operation) {
        parallel.push({ by: own, micros: toMicros - Math.max(own.startMicros, trace.beganMicros) });
      }
      if (endMicros <= fromMicros) continue;
    }
    parts.push({ fromMicros, toMicros: endMicros, by: own, isItsEnd: true });
    if (arrival.what !== undefined) claim = own;
  }
  return { parts: parts.reverse(), parallel: parallel.reverse() };
}

function locate(trace: RequestTrace, arrival: Arrival, stacks: Map<Made, Frame[]>): LocatedArrival {
  const { made, continuations, fromMicros } = arrival;
  for (const continuation of continuations) {
    const stack = stackOf(continuation, stacks);
    const site = appFrame(stack);
    if (site < 0) continue;
    const awaited = trace.made.get(continuation.trigger);
    return {
      arrival,
      stack,
      site,
      operation: continuation.trigger,
      startMicros: Math.min(fromMicros, awaited?.atMicros ?? continuation.atMicros, continuation.atMicros),
      said: awaited?.operation ?? continuation.operation ?? made?.operation,
    };
  }
  const startMicros = Math.min(fromMicros, arrival.startMicros);
  const operation = made?.asyncId ?? -fromMicros;
  for (let at = made; at !== undefined; at = at.parent) {
    const stack = stackOf(at, stacks);
    const site = appFrame(stack);
    if (site >= 0) return { arrival, stack, site, operation, startMicros, said: made?.operation };
  }
  return { arrival, stack: [], site: -1, operation, startMicros, said: made?.operation };
}

function stackOf(made: Made, stacks: Map<Made, Frame[]>): Frame[] {
  let stack = stacks.get(made);
  if (stack === undefined) stacks.set(made, (stack = made.stack === undefined ? [] : framesOf(made.stack)));
  return stack;
}
