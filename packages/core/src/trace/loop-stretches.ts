import type { LoopStretch } from './loop-log.ts';

/** The parts of stretches between two moments. */
export function clipped(
  stretches: readonly LoopStretch[],
  fromMicros: number,
  toMicros: number,
): LoopStretch[] {
  return stretches.flatMap(({ scope, ...stretch }) => {
    const from = Math.max(fromMicros, stretch.fromMicros);
    const to = Math.min(toMicros, stretch.toMicros);
    return from < to ? [{ fromMicros: from, toMicros: to, scope }] : [];
  });
}

/** Adds what others fill of the gaps between stretches. Both are in order, and none overlap. */
export function withGaps(stretches: readonly LoopStretch[], others: readonly LoopStretch[]): LoopStretch[] {
  const all = [...stretches];
  for (const other of others) {
    let from = other.fromMicros;
    for (const stretch of stretches) {
      if (stretch.toMicros <= from) continue;
      if (stretch.fromMicros >= other.toMicros) break;
      if (stretch.fromMicros > from) all.push({ ...other, fromMicros: from, toMicros: stretch.fromMicros });
      from = stretch.toMicros;
    }
    if (from < other.toMicros) all.push({ ...other, fromMicros: from });
  }
  return all.sort((a, b) => a.fromMicros - b.fromMicros);
}
