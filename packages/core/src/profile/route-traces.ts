import type { Frame } from '../sample/stack-tree.ts';
import type { RouteName, Trace, WaitTarget } from './trace.ts';

/**
 * The traces of one route in one window, added up. Sums are of microseconds × requests: each trace counts as many times
 * as `weightMilli / 1000` says, rounded to whole numbers, so that they are the same in any order. Lists that become too
 * long are shortened where trees are pruned, and like that it loses detail, never totals.
 */
export interface RouteTraces {
  /** How many traces the sums are of. */
  readonly traced: number;
  /** How many were cut, and are not in the sums. Those that a caller asked for are in no number. */
  readonly cut: number;
  /** How many requests the traces stand for, in thousandths. */
  readonly weightMilli: number;
  /** By latency, ascending. Sums over all bins are those of the route. */
  readonly bins: readonly PartsBin[];
  /** Sorted by their texts. At most `mostSites`; the lightest of the rest are in one named `(other)` for each kind. */
  readonly sites: readonly SiteWaits[];
  /** Sorted by method and route. At most `mostBlamed`, the lightest of the rest are in one of the route `(other)`. */
  readonly blame: readonly BlameSums[];
  /** The traces with the lowest hashes of their ids: an even sample, the same in whatever order windows are merged. */
  readonly sample: readonly Trace[];
  /** The slowest, slowest first; forced and cut ones too. */
  readonly slowest: readonly Trace[];
}

/** Sums of the parts of traces whose latencies are in one bin: see `trace-bins.ts`. */
export interface PartsBin {
  readonly bin: number;
  readonly traced: number;
  readonly weightMilli: number;
  readonly cpuMicros: number;
  readonly onCpuMicros: number;
  readonly gcMicros: number;
  readonly queuedMicros: number;
  readonly waitMicros: number;
  readonly tracingMicros: number;
  /** Traces of which it is known when their requests came, and how many requests these stand for, in thousandths. */
  readonly arrivals: number;
  readonly arrivalMilli: number;
  readonly beforeNodeMicros: number;
  readonly beforeNodeMaxMicros: number;
}

/** Sums of the waits at one place for one thing. */
export interface SiteWaits extends WaitTarget {
  /** The suspended call of the app, at the position where it waits; without a name or file where there is none. */
  readonly frame: Frame;
  /** Traces that waited here. In `(other)`, one that waited at several of its places counts for each. */
  readonly traced: number;
  /** Requests that waited here, in thousandths. */
  readonly weightMilli: number;
  /** Operations × requests, in thousandths. */
  readonly operationsMilli: number;
  /** The most operations of one trace. */
  readonly mostOperations: number;
  readonly micros: number;
  readonly parallelMicros: number;
  readonly threadMicros: number;
}

export interface BlameSums extends RouteName {
  readonly micros: number;
  readonly beforeNodeMicros: number;
  /** Requests that were queued behind it, in thousandths. */
  readonly weightMilli: number;
  /** Of those whose arrival is known: requests that it delayed only before Node, in thousandths. */
  readonly onlyBeforeMilli: number;
}

export const mostSampledTraces = 50;
export const mostSlowestTraces = 10;
export const mostSites = 100;
export const mostBlamed = 100;
export const otherSiteName = '(other)';
