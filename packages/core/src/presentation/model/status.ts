/** How the profiler keeps its cost within the option `maxOverhead`. */
export interface OverheadStatus {
  /** `maxOverhead`: the share of a core that it may take, or of what the process uses when that is more. */
  readonly budget: number;
  /** What it takes of late, by its own account. */
  readonly share: number;
  /** The share of requests that are followed while samples are taken, and that of the time in which they are. */
  readonly followed: number;
  readonly sampled: number;
  /** What exceeds the budget, so that less is measured: `''` for nothing. */
  readonly limit: '' | 'following' | 'sampling' | 'counting';
}

/** The profiler's own state. */
export interface ProfilerStatus {
  /** Identifies the state that the report shows: while `./live` gives the same, a report would say nothing new. */
  readonly stamp: string;
  /** The profile is from a file: nothing is measured, so there is nothing to clear, to pause or to wait for. */
  readonly fixed?: true;
  /** The report is of a folder without its app: nothing is measured here, so there is nothing to clear or to pause. */
  readonly kept?: true;
  readonly paused: boolean;
  readonly engine: string;
  /** Why a better engine was passed over. */
  readonly passedOver?: string;
  /** Samples per second, as asked. */
  readonly rate: number;
  readonly openRequests: number;
  /** Traced requests that have ended, and are in the report a moment later: when it is known what delayed them. */
  readonly waitingTraces: number;
  /**
   * Requests that Node's HTTP server answered before they reached the profiler, because it is mounted after their routes.
   * Since the start or the last clear.
   */
  readonly missedRequests: number;
  /** How often reading the samples has held the event loop, since the start or the last clear. */
  readonly drainHolds: number;
  /** How many of these took more than 2 ms, also where only another process had the core. */
  readonly longDrainHolds: number;
  /** The longest of them. */
  readonly longestDrainMicros: number;
  /** Absent without a budget, and where nothing is measured. */
  readonly overhead?: OverheadStatus;
  /** Samples that could not be attributed because a buffer was full. */
  readonly lostSamples: number;
  /** The profiler's own failures, each once, with how often it happened. */
  readonly failures: readonly { readonly message: string; readonly count: number }[];
}
