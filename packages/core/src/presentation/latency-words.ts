import { type LatencyPart, partText } from './latency-parts.ts';
import type { LatencyShares, SlowRequest } from './model/latency-rows.ts';
import { formatCount, formatDuration } from './quantity.ts';

/** In place of a latency's parts, by how many of the route's traces were cut. */
export function withoutParts(cut: number): string {
  if (cut === 0) return 'not traced yet';
  return `${cut === 1 ? 'its one trace was' : `all ${formatCount(cut)} traces were`} cut: raise traceBudget`;
}

/** `waits: HTTP 80.2 ms`, `own work 3.10 ms`, …: the longest part first. */
export function partTexts(parts: readonly LatencyPart[] | undefined, cut: number): string[] {
  if (parts === undefined) return [withoutParts(cut)];
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
