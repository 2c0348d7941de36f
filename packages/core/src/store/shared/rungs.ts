import type { RetentionRung } from '../../options.ts';
import { longestWindowMillis } from '../fleet-windows.ts';
import type { FoundWindow } from './service-reader.ts';

/** A span of time that becomes one window. */
export interface Span {
  readonly rung: RetentionRung;
  /** The number of the span on this rung, counted from 1970. */
  readonly number: number;
  readonly endMillis: number;
}

/**
 * Windows belong to the span that they begin in, so its merged window may end later, by the length of one window. In a large
 * fleet, windows stay open for longer than the first rung says.
 */
export function overlapMillis(windows: readonly FoundWindow[], ladder: readonly RetentionRung[]): number {
  let overlap = ladder[0]?.everyMillis ?? 0;
  for (const { head } of windows) {
    if (head.covers.length === 0)
      overlap = Math.max(overlap, Math.min(longestWindowMillis, head.ledger?.everyMillis ?? 0));
  }
  return overlap;
}

export function spanOf({ head }: FoundWindow, rung: RetentionRung): Span {
  const number = Math.floor(head.startMicros / 1000 / rung.everyMillis);
  return { rung, number, endMillis: (number + 1) * rung.everyMillis };
}

/**
 * The rung of a window: the first one for those that a process wrote, else the one that it was merged for. Older merged
 * windows do not say: it is the finest one whose spans are as long as the window.
 */
export function rungOf({ head }: FoundWindow, ladder: readonly RetentionRung[]): RetentionRung | undefined {
  if (head.covers.length === 0) return ladder[0];
  const { spanMillis, startMicros, endMicros } = head;
  const millis = spanMillis ?? (endMicros - startMicros) / 1000 - (ladder[0]?.everyMillis ?? 0);
  return ladder.find((rung, i) => i > 0 && millis <= rung.everyMillis) ?? ladder.at(-1);
}
