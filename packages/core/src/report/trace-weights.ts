import type { LatencyCounts } from '../profile/latency.ts';
import { binOf, clampMicros } from '../profile/latency-bins.ts';
import type { Trace } from '../profile/trace.ts';

type Traced = Pick<Trace, 'totalMicros' | 'weightMilli'>;

/**
 * How many requests each of the kept traces stands for, so that together they are as fast and as slow as all requests.
 * Those few are chosen by chance: when a third of all requests is slow, it may be half of them. But how long each request
 * took is known of all. So each trace stands for those whose latency is nearest to its own.
 */
export function traceWeights(traces: readonly Traced[], { bin, count }: LatencyCounts): number[] {
  if (bin.length === 0) return traces.map(({ weightMilli }) => weightMilli);
  const bins = traces.map(({ totalMicros }) => binOf(clampMicros(totalMicros)));
  const places = [...new Set(bins)].sort((a, b) => a - b);
  const requests = requestsNear(places, bin, count);
  const traced = new Map<number, number>();
  bins.forEach((place, i) => {
    traced.set(place, (traced.get(place) ?? 0) + (traces[i] as Traced).weightMilli);
  });
  return traces.map(({ weightMilli }, i) => {
    const place = bins[i] as number;
    return ((requests.get(place) ?? 0) * weightMilli) / (traced.get(place) || 1);
  });
}

/** Of all requests, those that are nearest to each place. */
function requestsNear(
  places: readonly number[],
  bin: LatencyCounts['bin'],
  count: LatencyCounts['count'],
): Map<number, number> {
  const requests = new Map<number, number>();
  let at = 0;
  bin.forEach((one, i) => {
    while (at < places.length - 1 && one - (places[at] as number) > (places[at + 1] as number) - one) at++;
    const place = places[at] as number;
    requests.set(place, (requests.get(place) ?? 0) + (count[i] as number));
  });
  return requests;
}
