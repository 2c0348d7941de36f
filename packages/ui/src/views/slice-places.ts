import type { Slice } from '../data/model.ts';
import { shareOf } from '../shared.ts';

/** Where a slice is on a line of the whole time: slices are not equally long, as older ones are merged. */
export interface SlicePlace {
  /** Shares of the whole. */
  readonly from: number;
  readonly width: number;
  readonly seconds: number;
}

export function slicePlaces(slices: readonly Slice[]): readonly SlicePlace[] {
  const start = slices[0]?.startMicros ?? 0;
  const whole = (slices[slices.length - 1]?.endMicros ?? start) - start;
  return slices.map(({ startMicros, endMicros }) => ({
    from: shareOf(startMicros - start, whole),
    width: shareOf(endMicros - startMicros, whole),
    seconds: (endMicros - startMicros) / 1_000_000,
  }));
}
