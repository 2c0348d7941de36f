import { type LatencyPart, partText } from './latency-parts.ts';
import type { LatencyShares, SlowRequest } from './model/latency-rows.ts';
import { formatDuration } from './quantity.ts';

/** In place of a latency's parts. */
export const notTraced = 'not traced yet';

/** `waits: HTTP 80.2 ms`, `own work 3.10 ms`, …: the longest part first. */
export function partTexts(parts: readonly LatencyPart[] | undefined): string[] {
  if (parts === undefined) return [notTraced];
  return [...parts].sort((a, b) => b.micros - a.micros).map(partText);
}

/** After own work that used little CPU: a synchronous call held the loop. `''` after all other. */
export function blockedNote({ cpuMicros, onCpuMicros }: LatencyShares): string {
  if (onCpuMicros > cpuMicros / 2 || cpuMicros < 1_000) return '';
  return `, only ${formatDuration(onCpuMicros)} of it CPU: a synchronous call blocks`;
}

/** `512 ms, at 14:02:11, status 200`, and what is special about a request; `clock` is when it came. */
export function requestWords(request: SlowRequest, clock: string): string {
  const { totalMicros, status, isForced, isCut } = request;
  return [
    formatDuration(totalMicros),
    `at ${clock}`,
    ...(status > 0 ? [`status ${status}`] : []),
    ...(isForced ? ['asked for by its caller'] : []),
    ...(isCut ? ['not followed to its end'] : []),
  ].join(', ');
}
