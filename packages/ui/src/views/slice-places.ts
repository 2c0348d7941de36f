import type { ActivitySlice } from '../../../core/src/presentation/model/history.ts';
import { shareOf } from '../shared.ts';

/** Where a slice is on a line of the whole time: slices are not equally long, as older ones are merged. */
export interface SlicePlace {
  /** Shares of the whole. */
  readonly from: number;
  readonly width: number;
  readonly seconds: number;
}

/** Shorter than any window that is closed. */
const leastMicros = 500_000;

/**
 * The time that a slice's rates are about. What ran just before it began may be filed in it: of one that has just begun
 * that would be more than its own time.
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
