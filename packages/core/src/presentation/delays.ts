import type { BlameRow } from './model/latency-rows.ts';
import { isOf } from './traced.ts';

/** Who delays a route, and which others it delays, those that delay longest first. */
export interface Delays {
  readonly by: readonly BlameRow[];
  readonly others: readonly BlameRow[];
}

export function delaysOf(row: Parameters<typeof isOf>[0], blame: readonly BlameRow[]): Delays {
  const ofRoute = isOf(row);
  const sorted = [...blame].sort((a, b) => delayOf(b) - delayOf(a));
  return {
    by: sorted.filter(ofRoute),
    others: sorted.filter((one) => ofRoute({ method: one.byMethod, route: one.byRoute }) && !ofRoute(one)),
  };
}

/** Queued, and before Node. */
export function delayOf({ micros, beforeNodeMicros }: BlameRow): number {
  return micros + beforeNodeMicros;
}
