/** What the adapters are given in a suite. The folder tells afterwards that they have seen requests. */
export const options = {
  dir: process.env.ROUTEPROF_DIR ?? '',
  service: process.env.ROUTEPROF_SERVICE ?? '',
  discardFirst: false,
  flushInterval: 1_000,
} as const;
