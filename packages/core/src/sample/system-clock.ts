import { systemMillis } from '../clock.ts';
import { nowMicros } from './source.ts';

/** Smaller differences of the clocks do not count, because `Date` has whole milliseconds. */
const noticeableMicros = 50_000;

/**
 * Epoch microseconds, to sort the windows of several processes by. The clock of the samples never jumps, but it stands
 * still while the machine sleeps, and does not follow when the system's clock is set.
 */
export function systemMicros(): number {
  return toSystemMicros(nowMicros());
}

/** A moment of `nowMicros`, by the system's clock as it is set now. */
export function toSystemMicros(micros: number): number {
  const ahead = systemMillis() * 1000 - nowMicros();
  return Math.round(Math.abs(ahead) < noticeableMicros ? micros : micros + ahead);
}
