import type { OverheadStatus } from '../presentation/model/status.ts';

/** What the profiler would cost if it followed every request all the time, in microseconds of CPU per second. */
export interface OverheadRates {
  /** What the budget allows. */
  readonly allowedMicros: number;
  /** What cannot be cut: every request is counted, and windows are closed and written. */
  readonly countingMicros: number;
  /** To take samples, and what engine B's hooks cost. */
  readonly samplingMicros: number;
  /** To follow all requests. */
  readonly followingMicros: number;
}

/** How much is measured. */
export type OverheadShares = Pick<OverheadStatus, 'followed' | 'sampled' | 'limit'>;

export const everything: OverheadShares = { followed: 1, sampled: 1, limit: '' };

/** A slice must be long enough for requests to end in it, and slices must not be too far apart. */
export const leastSampled = 0.01;
/** Estimates from fewer requests are too uncertain to be of use. */
const leastFollowed = 0.01;

/**
 * How much can be measured within a budget. Samples are taken all the time if half of what the budget leaves is enough for
 * them: the rest then decides how many requests are followed. Else as much is spent on following as on samples.
 */
export function sharesWithin(rates: OverheadRates): OverheadShares {
  const { allowedMicros, countingMicros, samplingMicros, followingMicros } = rates;
  const left = allowedMicros - countingMicros;
  if (samplingMicros + followingMicros <= left) return everything;
  if (samplingMicros <= left / 2) {
    const followed = Math.max(leastFollowed, (left - samplingMicros) / followingMicros);
    return { followed, sampled: 1, limit: 'following' };
  }
  const followed =
    followingMicros === 0 ? 1 : Math.min(1, Math.max(leastFollowed, samplingMicros / followingMicros));
  const sampled = left / (samplingMicros + followed * followingMicros);
  const limit = left <= 0 ? 'counting' : samplingMicros > left ? 'sampling' : 'following';
  return { followed, sampled: Math.max(leastSampled, sampled), limit };
}
