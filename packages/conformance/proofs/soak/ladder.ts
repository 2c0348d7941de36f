import type { RetentionRung } from '../../../core/src/options.ts';

/** The default `retention` shortened to minutes, so that files are merged twice and deleted during the run. */
export const retention: readonly RetentionRung[] = [
  { everyMillis: 1_000, forMillis: 30_000 },
  { everyMillis: 5_000, forMillis: 120_000 },
  { everyMillis: 30_000, forMillis: 480_000 },
];
