import type { GcPause } from '../trace/gc-pauses.ts';

/** A time, divided where garbage was collected. Pauses are in order. */
export function splitByGc(
  fromMicros: number,
  toMicros: number,
  pauses: readonly GcPause[],
): { readonly fromMicros: number; readonly toMicros: number; readonly isGc: boolean }[] {
  const parts = [];
  let at = fromMicros;
  for (let i = firstAfter(fromMicros, pauses); i < pauses.length; i++) {
    const pause = pauses[i] as GcPause;
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

/** The first pause that ends after this moment. A busy process has had thousands of them. */
function firstAfter(micros: number, pauses: readonly GcPause[]): number {
  let [low, high] = [0, pauses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pauses[middle] as GcPause).toMicros <= micros) low = middle + 1;
    else high = middle;
  }
  return low;
}
