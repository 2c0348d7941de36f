/** What the adapters are given in a suite. The folder tells afterwards that they have seen requests. */
export const options: {
  readonly dir: string;
  readonly service: string;
  readonly discardFirst: false;
  readonly flushInterval: number;
} = {
  dir: process.env.ROUTEPROF_DIR ?? '',
  service: process.env.ROUTEPROF_SERVICE ?? '',
  discardFirst: false,
  flushInterval: 1_000,
};
