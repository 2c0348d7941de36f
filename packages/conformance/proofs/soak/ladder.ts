import type { RetentionRung } from '../../../core/src/options.ts';

/** As the usual ladder, but gone through in minutes: within a soak, files are merged twice and forgotten. */
export const retention: readonly RetentionRung[] = [
  { everyMillis: 1_000, forMillis: 30_000 },
  { everyMillis: 5_000, forMillis: 120_000 },
  { everyMillis: 30_000, forMillis: 480_000 },
];
