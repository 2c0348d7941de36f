import { latencyPart } from './latency-parts.ts';
import type { Change, JudgedChange, RouteChange, Verdict, WaitChange } from './model/comparison.ts';
import { waitName } from './wait-words.ts';

/** A part of a route's latency, before and after; of the waiting, what it waits for at one place. */
export interface LatencyChangeRow {
  readonly method: string;
  readonly route: string;
  readonly part: 'own' | 'gc' | 'queued' | 'wait';
  readonly wait?: WaitChange;
  /** `own work`, `postgres localhost:5432`. */
  readonly what: string;
  readonly verdict: Verdict;
  readonly micros: JudgedChange;
  /** How many requests were traced. */
  readonly traced: Change;
}

/** Of the latency; a smaller part that has not surely changed is left out. */
const leastShare = 0.01;

/** The parts of all routes: what surely changed first, and then what changed most, for all requests together. */
export function latencyChanges(routes: readonly RouteChange[]): LatencyChangeRow[] {
  return routes
    .flatMap((row) => partsOf(row).map((part) => ({ part, impact: impactOf(part, row) })))
    .sort((a, b) => b.impact - a.impact)
    .map(({ part }) => part);
}

export function hasChanged({ verdict }: Pick<LatencyChangeRow, 'verdict'>): boolean {
  return verdict === 'slower' || verdict === 'faster';
}

function partsOf({ method, route, latencyParts, waits }: RouteChange): LatencyChangeRow[] {
  const { traced, cpuMicros, gcMicros, queuedMicros, waitMicros } = latencyParts;
  const all = [cpuMicros, gcMicros, queuedMicros, waitMicros].reduce(
    (sum, { before, after }) => sum + Math.max(before, after),
    0,
  );
  const rowOf = (
    part: LatencyChangeRow['part'],
    what: string,
    micros: JudgedChange,
    wait?: WaitChange,
  ): LatencyChangeRow => ({
    ...{ method, route, part, what, verdict: micros.verdict, micros, traced },
    ...(wait && { wait }),
  });
  return [
    rowOf('own', latencyPart('own', 0).name, cpuMicros),
    rowOf('gc', latencyPart('gc', 0).name, gcMicros),
    rowOf('queued', latencyPart('queued', 0).name, queuedMicros),
    ...waits.map((wait) => rowOf('wait', waitName(wait), wait.micros, wait)),
  ].filter((row) => {
    const { before, after } = row.micros;
    return hasChanged(row) || (after + before > 0 && Math.max(before, after) >= leastShare * all);
  });
}

function impactOf(row: LatencyChangeRow, { requests }: RouteChange): number {
  const { before, after } = row.micros;
  return Math.abs(after - before) * (requests.before + requests.after) + (hasChanged(row) ? 1e15 : 0);
}
