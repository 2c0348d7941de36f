import type { GcPause } from '../trace/gc-pauses.ts';

/** A time, divided where garbage was collected. */
export function splitByGc(
  fromMicros: number,
  toMicros: number,
  pauses: readonly GcPause[],
): { readonly fromMicros: number; readonly toMicros: number; readonly isGc: boolean }[] {
  const parts = [];
  let at = fromMicros;
  for (const pause of pauses) {
    if (pause.toMicros <= at) continue;
    if (pause.fromMicros >= toMicros) break;
    const from = Math.max(at, pause.fromMicros);
    const to = Math.min(toMicros, pause.toMicros);
    if (from > at) parts.push({ fromMicros: at, toMicros: from, isGc: false });
    parts.push({ fromMicros: from, toMicros: to, isGc: true });
    at = to;
  }
  if (at < toMicros) parts.push({ fromMicros: at, toMicros, isGc: false });
  return parts;
}
