import type { RetentionRung } from '../options.ts';

/** Windows of up to this length stay separate for each process, so that a single process can be shown. */
export const longestAloneMillis = 60_000;

/** For how long windows of a single process are kept. */
export function keptAloneMillis(ladder: readonly RetentionRung[]): number {
  const alone = ladder.filter(({ everyMillis }, i) => i === 0 || everyMillis <= longestAloneMillis);
  return Math.max(0, ...alone.map(({ forMillis }) => forMillis));
}
