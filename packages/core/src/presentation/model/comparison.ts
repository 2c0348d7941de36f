import type { Source } from '../../profile/window.ts';
import type { FrameRow } from './frame-row.ts';
import type { WaitRow } from './latency-rows.ts';

/**
 * The verdict on a figure: `unsure` when there are too few samples to tell, `new` and `gone` when there is nothing to
 * compare with.
 */
export type Verdict = 'slower' | 'faster' | 'same' | 'new' | 'gone' | 'unsure';

/** The verdict on a whole profile. */
export type Answer = Exclude<Verdict, 'new' | 'gone'>;

export interface Change {
  readonly before: number;
  readonly after: number;
  /** `after / before - 1`; absent when there was nothing before. */
  readonly change?: number;
}

/** A change, with the verdict whether it is more than noise. */
export interface JudgedChange extends Change {
  readonly verdict: Verdict;
  /**
   * The interval that holds the code's part of the change, in the unit of `change`; for errors as a difference of shares,
   * for parts of latencies as one of microseconds. In 98 of 100 comparisons it does so for all rows of a kind at once. It leaves out 0 exactly when the figure changed
   * by more than noise. Absent when there were too few data.
   */
  readonly low?: number;
  readonly high?: number;
  /** The chance that noise and drift make such a difference, corrected for the number of figures compared. */
  readonly p?: number;
}

/** One of the two profiles. */
export interface ComparedSide {
  readonly sources: readonly Source[];
  /** Epoch microseconds; both 0 when a file does not have it. */
  readonly range: { readonly from: number; readonly to: number };
  readonly requests: number;
  /** Those to routes that have requests in both profiles: the rest cannot be compared. */
  readonly commonRequests: number;
  readonly samples: number;
}

/** By how much all figures changed together. */
export interface CommonDrift {
  /** `after / before - 1`; 0 when there were too few figures to tell. */
  readonly change: number;
  /** By how much one figure usually differs from that, although its code is the same: a standard deviation. */
  readonly spread: number;
  readonly isKnown: boolean;
}

export interface LatencyChange {
  readonly mean: JudgedChange;
  readonly p50: JudgedChange;
  readonly p95: JudgedChange;
  readonly p99: JudgedChange;
  readonly max: Change;
}

/** The parts of latencies: weighted means over the traced requests, in microseconds per request. */
export interface LatencyPartsChange {
  /** How many requests were traced. */
  readonly traced: Change;
  readonly cpuMicros: JudgedChange;
  readonly gcMicros: JudgedChange;
  readonly queuedMicros: JudgedChange;
  readonly waitMicros: JudgedChange;
}

/** What a route waits for at one place; of the head, where it has it. */
export interface WaitChange
  extends Pick<WaitRow, 'kind' | 'target' | 'operation' | 'library' | 'name' | 'file' | 'line' | 'column'> {
  /** Operations started here, per request. */
  readonly perRequest: Change;
  /** On the critical path, per request. */
  readonly micros: JudgedChange;
}

export interface RouteChange {
  readonly method: string;
  readonly route: string;
  /** Of CPU per request; latencies and errors have their own. */
  readonly verdict: Verdict;
  readonly requests: Change;
  /** Those of `requests` that were followed: of none, nothing is known of the costs. */
  readonly followed: Change;
  readonly samples: Change;
  /** Responses with a status of 500 or more, as a share of requests; here `slower` means more of them. */
  readonly errors: JudgedChange;
  readonly cpuPerRequestMicros: JudgedChange;
  readonly wallPerRequestMicros: JudgedChange;
  readonly latencyMicros: LatencyChange;
  readonly latencyParts: LatencyPartsChange;
  /** What it waits for, at the places that changed most. */
  readonly waits: readonly WaitChange[];
  /** Of the CPU of all requests, 0 to 1. */
  readonly share: Change;
}

/**
 * A function over all routes that both profiles have. Its CPU per request is for the same mix of requests before and
 * after, so that more searches do not make the search's functions slower.
 */
export interface FunctionChange extends FrameRow {
  /** Of its own CPU. */
  readonly verdict: Verdict;
  /** Samples in the function itself. */
  readonly samples: Change;
  readonly selfCpuPerRequestMicros: JudgedChange;
  /** With all that it called. For Node's functions that only start a turn of the event loop, the self CPU again. */
  readonly totalCpuPerRequestMicros: JudgedChange;
  /** Its own CPU as a share of that of all requests, 0 to 1. */
  readonly share: Change;
  /** The routes in which it changed most, per request of the route; at most 5. */
  readonly routes: readonly (Change & { readonly method: string; readonly route: string })[];
}

/** A sentence of the answer. */
export interface Sentence {
  readonly verdict: Answer;
  readonly text: string;
}

/** Two profiles compared, as plain data: the same for the same input. */
export interface Comparison {
  readonly format: 1;
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  /** `slower` when any quantity is, and also when something else became faster; else `faster` when any is; else that of CPU. */
  readonly verdict: Answer;
  /**
   * Of each quantity: `slower` when any row or the whole is, and also when something else became faster. `unsure` when
   * more could hide in the noise than is called the same. Of errors `slower` means more of them.
   */
  readonly verdicts: {
    readonly cpu: Answer;
    /** Of p95. */
    readonly latency: Answer;
    readonly errors: Answer;
  };
  /** The answer in words, the worst first. */
  readonly sentences: readonly Sentence[];
  /** All requests together. Except for their number, the figures are for the same mix of the routes that both have. */
  readonly overall: {
    readonly requests: Change;
    /** As a share of requests. */
    readonly errors: JudgedChange;
    /** Without garbage collection and what no request caused. */
    readonly cpuPerRequestMicros: JudgedChange;
    readonly wallPerRequestMicros: JudgedChange;
    readonly latencyMicros: LatencyChange;
    readonly latencyParts: LatencyPartsChange;
  };
  /** The change that is attributed to the machine rather than the code, by kind of figure. */
  readonly drift: {
    readonly cpu: CommonDrift;
    readonly wall: CommonDrift;
    readonly latency: CommonDrift;
  };
  /** Those that changed most, in CPU of all requests together, first. */
  readonly routes: readonly RouteChange[];
  readonly functions: readonly FunctionChange[];
}
