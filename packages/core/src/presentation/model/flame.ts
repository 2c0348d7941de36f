import type { JudgedChange } from './comparison.ts';
import type { FrameRow } from './frame-row.ts';

/**
 * Stacks merged from the root down, as lists of the same length: node i's caller is node `parent[i]`, parents come
 * first, node 0 is the root and has no frame (-1). Weights are each node's own (self).
 */
export interface FlameGraph {
  readonly parent: readonly number[];
  /** An index into `frames`. */
  readonly frame: readonly number[];
  readonly samples: readonly number[];
  readonly cpuMicros: readonly number[];
  readonly wallMicros: readonly number[];
  readonly frames: readonly FlameFrame[];
  /**
   * What was too light to be shown, and is in nodes named `(pruned)`: their weight, and how many nodes this answer left
   * out, counted in each route's own tree: they are never merged.
   */
  readonly pruned: {
    readonly nodes: number;
    readonly cpuMicros: number;
    readonly samples: number;
    /** In reports of another measure, instead of `cpuMicros`. */
    readonly amount?: number;
  };
  /** In reports of another measure, instead of `cpuMicros`. */
  readonly amount?: readonly number[];
  /** With a filter: the indexes of frames that it matches. */
  readonly matched?: readonly number[];
  /** With `base`. */
  readonly base?: FlameBase;
}

/** A function of a flame graph, or a route. */
export interface FlameFrame extends FrameRow {
  /** No function: all calls of a route, of a graph of the whole app. */
  readonly isRoute?: true;
  /** The framework whose plumbing the function is; views show a run of these as one call. */
  readonly framework?: string;
  /** With `base`, where the comparison of the two lists it: its CPU per request over all places, by itself and with calls. */
  readonly judged?: { readonly self: JudgedChange; readonly total: JudgedChange };
}

/**
 * The same nodes in what is compared with: what it would have taken for the requests of this profile. Each route's time
 * is multiplied by this profile's requests of the route, divided by its own; that of the background goes by the time
 * that was measured.
 */
export interface FlameBase {
  readonly cpuMicros: readonly number[];
  readonly wallMicros: readonly number[];
  /** As they were taken. */
  readonly samples: readonly number[];
  /** Of routes that had no requests in one of the two profiles, so that they cannot be compared: not in the lists. */
  readonly leftOut: { readonly requests: number; readonly cpuMicros: number; readonly samples: number };
  /** CPU per request of all requests together; absent with `root`, and where nothing compares. */
  readonly judged?: JudgedChange;
}
