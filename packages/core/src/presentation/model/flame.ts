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
   * Calls too light to show, which are in nodes named `(pruned)`: the weight of these, and how many nodes this answer
   * left out, counted in each route's own tree, because they are never merged.
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
  /** Not a function but a route, with all its calls: a level of the whole app's graph. */
  readonly isRoute?: true;
  /** The framework whose plumbing the function is; views show a run of these as one call. */
  readonly framework?: string;
  /** With `base`, where the comparison of the two lists it: its CPU per request over all places, by itself and with calls. */
  readonly judged?: { readonly self: JudgedChange; readonly total: JudgedChange };
}

/**
 * The same nodes in the baseline: what they would have taken for the requests of this profile. Each route's time is
 * multiplied by this profile's requests of the route and divided by the baseline's; background time is scaled by the
 * elapsed time.
 */
export interface FlameBase {
  readonly cpuMicros: readonly number[];
  readonly wallMicros: readonly number[];
  /** Not scaled. */
  readonly samples: readonly number[];
  /** Routes without requests in one of the two profiles. They cannot be compared, and are not in the lists. */
  readonly leftOut: { readonly requests: number; readonly cpuMicros: number; readonly samples: number };
  /** CPU per request of all requests together; absent with `root`, and when nothing can be compared. */
  readonly judged?: JudgedChange;
}
