/** The adapters' options in a suite. The folder shows afterwards how many requests they have counted. */
export const options: {
  readonly dir: string;
  readonly service: string;
  readonly discardFirst: false;
  readonly flushInterval: number;
  readonly traceBudget?: number;
} = {
  dir: process.env.ROUTEPROF_DIR ?? '',
  service: process.env.ROUTEPROF_SERVICE ?? '',
  discardFirst: false,
  flushInterval: 1_000,
  // The same variable as for `register`, which reads it by itself.
  ...(process.env.ROUTEPROF_TRACE_BUDGET && { traceBudget: Number(process.env.ROUTEPROF_TRACE_BUDGET) }),
};
