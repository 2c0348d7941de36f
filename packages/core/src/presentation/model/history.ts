import type { DecisionKind } from '../../decision.ts';
import type { StoreStatus } from '../../store/window-store.ts';

export interface TimeBounds {
  readonly from: number;
  readonly to: number;
}

/** All that is kept of a service. */
export interface History {
  /**
   * At most 120, oldest first, without gaps except for time in which nothing was measured. A selection from the start of
   * one to the end of another holds exactly the windows of these slices.
   */
  readonly slices: readonly ActivitySlice[];
  /** In the order in which they began. */
  readonly versions: readonly VersionSpan[];
  /** Processes that have a window of their own; the one seen last comes first. */
  readonly processes: readonly ProcessSpan[];
  /** All that share the store, sorted. */
  readonly services: readonly string[];
  /** Epoch microseconds; 0 for never. */
  readonly clearedMicros: number;
  readonly store: StoreStatus;
  /** Requests that were measured, and whose windows the store has lost. Absent where none are known to be. */
  readonly missing?: {
    readonly requests: number;
    /** Epoch microseconds: between these moments. */
    readonly fromMicros: number;
    readonly toMicros: number;
  };
  /** Processes that have not said that they end, and from which nothing comes any more. Absent where there are none. */
  readonly silent?: {
    readonly processes: number;
    /** Epoch microseconds: when something last came from one of them. */
    readonly sinceMicros: number;
    /** About how many of their requests are missing, at their last rate. */
    readonly requests: number;
  };
  /** The latest decision of each kind for all processes of the service, the latest first. Absent where there is none. */
  readonly decisions?: readonly {
    readonly kind: DecisionKind;
    /** `pause`: `on` or `off`. `rate`: samples per second, or nothing for that of the options. `clear`: processes known then. */
    readonly value: string;
    /** Epoch microseconds, by the clock of the process that decided. */
    readonly atMicros: number;
    /** How many processes have followed, as far as their windows tell, of how many. */
    readonly followed: number;
    readonly processes: number;
    /** Whether the others are late: they have ended without a word, cannot reach the store, or know no decisions. */
    readonly isOverdue: boolean;
    /** The longest time in which one of them writes a window; 0 where that is not known. */
    readonly everyMillis: number;
  }[];
}

export interface VersionSpan {
  readonly service: string;
  readonly version: string;
  /** Epoch microseconds of the first and the last measurement of it that is kept. */
  readonly fromMicros: number;
  readonly toMicros: number;
}

export interface ProcessSpan extends VersionSpan {
  readonly instance: string;
  readonly pid: number;
  /** Its machine, or container; absent in older files. */
  readonly host?: string;
  readonly node: string;
  /** Of the latest hour of its service, as far as it has windows of its own. */
  readonly requests: number;
  readonly cpuMicros: number;
  /** Whether this process made the report. */
  readonly isThis: boolean;
}

export interface ActivitySlice {
  /** Epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  readonly requests: number;
  readonly cpuMicros: number;
  /** Of latencies; 0 without requests. */
  readonly p95Micros: number;
}
