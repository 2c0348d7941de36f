import type { RetentionRung } from './options.ts';

/** Whether these are rungs of a `retention`: both times grow from rung to rung. */
export function isLadder(ladder: readonly RetentionRung[]): boolean {
  return (
    Array.isArray(ladder) &&
    ladder.length > 0 &&
    ladder.every((rung, i) => {
      const before = ladder[i - 1];
      return (
        Number.isFinite(rung?.everyMillis) &&
        Number.isFinite(rung?.forMillis) &&
        rung.everyMillis >= (before ? before.everyMillis + 1 : 1000) &&
        rung.forMillis > (before?.forMillis ?? 0)
      );
    })
  );
}
