/** What a profiler has of one stack. */
export interface Stack {
  /** The names of its functions, the innermost first. */
  readonly functions: readonly string[];
  /** The routes that it is filed under: none, mostly one, or several where a tool cannot tell them apart. */
  readonly routes: readonly string[];
  readonly samples: number;
  /** CPU time where the tool tells it, or else the time between samples; 0 where it counts only samples. */
  readonly micros: number;
}
