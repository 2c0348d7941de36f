import type { FrameReader } from '../trace/await-stack.ts';
import type { Arrival, RequestTrace } from '../trace/request-trace.ts';
import { createArrivalLocator, type LocatedArrival, lineOf } from './locate-arrival.ts';

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

export interface CriticalPath {
  readonly parts: readonly PathPart[];
  readonly parallel: readonly ParallelWait[];
}

/**
 * Finds what a request waited for, from its end backwards: each time without own work is put down to the arrival that
 * ended it, and so is all such time since the operation behind that arrival began. Other operations that came meanwhile
 * were beside it, and would have cost nothing by themselves. Yields after each arrival.
 */
export function* criticalPath(trace: RequestTrace, read: FrameReader): Generator<void, CriticalPath> {
  const parts: PathPart[] = [];
  const parallel: ParallelWait[] = [];
  const { locate, isStep, resumesApp } = createArrivalLocator(trace, read);
  /** What the app itself went on with, by its line: nearest before it are the steps that a library took for it. */
  const wholes = new Map<string, LocatedArrival>();
  const wholeOf = (one: LocatedArrival): LocatedArrival => {
    const line = lineOf(one.stack[one.site]);
    const whole = wholes.get(line);
    if (resumesApp(one.arrival)) wholes.set(line, one);
    else if (whole !== undefined && one.arrival.what !== undefined && isStep(one, whole))
      return asStepOf(one, whole);
    return one;
  };
  const isBeside = ({ arrival, site }: LocatedArrival): boolean => arrival.what !== undefined && site >= 0;
  const addParallel = (by: LocatedArrival): void => {
    const micros = by.arrival.toMicros - Math.max(by.startMicros, trace.beganMicros);
    parallel.push({ by, micros });
  };
  let claim: LocatedArrival | undefined;
  for (let i = trace.arrivals.length - 1; i >= 0; i--) {
    const arrival = trace.arrivals[i] as Arrival;
    const { fromMicros, toMicros } = arrival;
    const [first, ...others] = locate(arrival);
    const own = wholeOf(first);
    yield;
    // What one callback of the loop has ended was under way at the same time.
    for (const other of others.filter(isBeside)) addParallel(other);
    let endMicros = toMicros;
    if (claim !== undefined && claim.startMicros < toMicros) {
      const sinceMicros = Math.max(fromMicros, claim.startMicros);
      parts.push({ fromMicros: sinceMicros, toMicros, by: claim, isItsEnd: false });
      endMicros = sinceMicros;
      if (isBeside(own) && own.operation !== claim.operation && !isStep(own, claim)) addParallel(own);
      if (endMicros <= fromMicros) continue;
    }
    parts.push({ fromMicros, toMicros: endMicros, by: own, isItsEnd: true });
    if (arrival.what !== undefined) claim = own;
  }
  return { parts: parts.reverse(), parallel: parallel.reverse() };
}

/**
 * A step belongs to the operation that the app has called, and to the `await` at which it goes on: of the first step, which
 * is taken while the app still calls, the stack shows the call, which is at another column.
 */
function asStepOf(one: LocatedArrival, { stack, site, operation }: LocatedArrival): LocatedArrival {
  return { ...one, stack: [...one.stack.slice(0, one.site), ...stack.slice(site)], operation };
}
