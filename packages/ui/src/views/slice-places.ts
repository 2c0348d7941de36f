import type { ActivitySlice } from '../../../core/src/presentation/model/history.ts';
import { shareOf } from '../shared.ts';

/** Where a slice is on the time line. Slices differ in length, because older ones are merged. */
export interface SlicePlace {
  /** Shares of the whole time. */
  readonly from: number;
  readonly width: number;
  readonly seconds: number;
}

/** Shorter than any closed window. */
const leastMicros = 500_000;

/**
 * The time to divide by for a slice's rates. A slice may include work from just before its start, so a slice that has
 * just begun could otherwise show more than 100 % CPU.
 */
export function ratedMicros({
  startMicros,
  endMicros,
}: Pick<ActivitySlice, 'startMicros' | 'endMicros'>): number {
  return Math.max(leastMicros, endMicros - startMicros);
}

export function slicePlaces(slices: readonly ActivitySlice[]): readonly SlicePlace[] {
  const start = slices[0]?.startMicros ?? 0;
  const whole = (slices[slices.length - 1]?.endMicros ?? start) - start;
  return slices.map((slice) => ({
    from: shareOf(slice.startMicros - start, whole),
    width: shareOf(slice.endMicros - slice.startMicros, whole),
    seconds: ratedMicros(slice) / 1_000_000,
  }));
}
