import type { LatencyHistogram } from '../presentation/model/report.ts';
import type { LatencySketch } from '../profile/latency.ts';
import { boundsOfBin } from '../profile/latency-bins.ts';

const mostBins = 40;

/**
 * A sketch as bins for drawing: at most 40, of equal width on a logarithmic scale, without gaps. Bins that whole
 * microseconds cannot tell apart become one.
 */
export function histogramOf({ bin, count }: LatencySketch): LatencyHistogram {
  const histogram = { lowerMicros: [] as number[], upperMicros: [] as number[], count: [] as number[] };
  const [first] = bin;
  const last = bin.at(-1);
  if (first === undefined || last === undefined) return histogram;
  const width = Math.ceil((last - first + 1) / mostBins);
  let lower = Math.floor(boundsOfBin(first).lowerMicros);
  let requests = 0;
  let at = 0;
  for (let from = first; from <= last; from += width) {
    for (; at < bin.length && (bin[at] as number) < from + width; at++) requests += count[at] as number;
    const upper = Math.round(boundsOfBin(from + width - 1).upperMicros);
    if (upper <= lower && from + width <= last) continue;
    histogram.lowerMicros.push(lower);
    histogram.upperMicros.push(Math.max(upper, lower + 1));
    histogram.count.push(requests);
    lower = upper;
    requests = 0;
  }
  return histogram;
}
