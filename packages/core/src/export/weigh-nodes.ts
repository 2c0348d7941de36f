import { createRounding } from '../sample/weigh.ts';
import type { ParsedProfile } from './parse-cpuprofile.ts';

/** The self weight of each node. Times are whole microseconds. */
export interface NodeWeights {
  readonly micros: Float64Array;
  readonly samples: Float64Array;
  /** The time that no sample stands for: before the first one, or all of it without samples. */
  readonly unsampledMicros: number;
}

/** A sample stands for the time until the next one, the last for the time until the profile's end. */
export function weighNodes(profile: ParsedProfile): NodeWeights {
  const { timeMicros, samples } = profile;
  return timeMicros && samples ? weighByTime(profile, samples, timeMicros) : weighEqually(profile);
}

function weighByTime(profile: ParsedProfile, samples: Int32Array, timeMicros: Float64Array): NodeWeights {
  const micros = new Float64Array(profile.parent.length);
  const round = createRounding();
  const duration = profile.endMicros - profile.startMicros;
  const order = orderOf(timeMicros);
  const timeAt = (i: number): number | undefined => timeMicros[order[i] as number];
  const unsampledMicros = round(Math.max(0, timeAt(0) ?? duration));
  for (let i = 0; i < order.length; i++) {
    const node = samples[order[i] as number] as number;
    const time = timeAt(i) as number;
    micros[node] = (micros[node] as number) + round((timeAt(i + 1) ?? Math.max(time, duration)) - time);
  }
  return { micros, samples: countSamples(profile), unsampledMicros };
}

/** Deltas can be negative: a sample may be recorded a moment after its successor. */
function orderOf(timeMicros: Float64Array): Int32Array {
  const order = Int32Array.from(timeMicros.keys());
  const isOrdered = timeMicros.every((time, i) => i === 0 || time >= (timeMicros[i - 1] as number));
  return isOrdered ? order : order.sort((a, b) => (timeMicros[a] as number) - (timeMicros[b] as number));
}

function weighEqually(profile: ParsedProfile): NodeWeights {
  const samples = countSamples(profile);
  const duration = Math.max(0, profile.endMicros - profile.startMicros);
  const count = samples.reduce((sum, n) => sum + n, 0);
  const round = createRounding();
  if (count === 0)
    return { micros: new Float64Array(samples.length), samples, unsampledMicros: round(duration) };
  return { micros: samples.map((n) => round((n / count) * duration)), samples, unsampledMicros: 0 };
}

/** By `hitCount`, which is more than the list of samples in a profile that was added up. */
function countSamples({ hitCount, samples = new Int32Array(0), parent }: ParsedProfile): Float64Array {
  if (hitCount !== undefined) return hitCount;
  const counts = new Float64Array(parent.length);
  for (const node of samples) counts[node] = (counts[node] as number) + 1;
  return counts;
}
