import { isLatencyBin } from '../profile/latency-bins.ts';
import type { LoopDelays } from '../profile/loop-delays.ts';
import { damaged, type Json, list, object, whole } from './field-json.ts';

export function loopDelaysJson({ watchedMicros, maxMicros, bin, turns, micros }: LoopDelays): Json {
  return { watchedMicros, maxMicros, bin: [...bin], turns: [...turns], micros: [...micros] };
}

/**
 * Reads what `loopDelaysJson` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function readLoopDelays(value: unknown): LoopDelays {
  const given = object(value);
  const bin = list(given.bin).map(whole);
  const turns = list(given.turns).map(whole);
  const micros = list(given.micros).map(whole);
  const isSound = bin.every((at, i) => isLatencyBin(at) && (i === 0 || at > (bin[i - 1] as number)));
  if (!isSound || turns.length !== bin.length || micros.length !== bin.length) damaged();
  // A bin without turns would divide by 0.
  if (turns.includes(0)) damaged();
  return {
    watchedMicros: whole(given.watchedMicros),
    maxMicros: whole(given.maxMicros),
    bin: Int32Array.from(bin),
    turns: Float64Array.from(turns),
    micros: Float64Array.from(micros),
  };
}
