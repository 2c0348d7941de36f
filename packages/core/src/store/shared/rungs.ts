import type { RetentionRung } from '../../options.ts';
import type { FoundWindow } from './service-reader.ts';

/** A span of time that becomes one window. */
export interface Span {
  readonly rung: RetentionRung;
  /** The number of the span on this rung, counted from 1970. */
  readonly number: number;
  readonly endMillis: number;
}

/** Windows belong to the span that they begin in, so its merged window may end later, by the length of one window. */
export function overlapMillis(ladder: readonly RetentionRung[]): number {
  return ladder[0]?.everyMillis ?? 0;
}

export function spanOf({ head }: FoundWindow, rung: RetentionRung): Span {
  const number = Math.floor(head.startMicros / 1000 / rung.everyMillis);
  return { rung, number, endMillis: (number + 1) * rung.everyMillis };
}

/** The rung of a window: the finest one whose spans are as long as the window. Merged windows are never on the first rung. */
export function rungOf({ head }: FoundWindow, ladder: readonly RetentionRung[]): RetentionRung | undefined {
  const millis = (head.endMicros - head.startMicros) / 1000;
  const first = head.covers.length > 0 ? 1 : 0;
  return (
    ladder.find((rung, i) => i >= first && millis <= rung.everyMillis + overlapMillis(ladder)) ??
    ladder.at(-1)
  );
}
