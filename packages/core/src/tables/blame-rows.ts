import type { BlameRow } from '../presentation/model/latency-rows.ts';
import type { RouteWindow } from '../profile/window.ts';
import { requestsOfArrivals } from './latency-parts.ts';
import { roundedParts } from './rounded-parts.ts';

/** Who delays the route, most first. They add up to the time that it was queued. */
export function blameRows({ method, route, traces }: RouteWindow): BlameRow[] {
  const { blame, weightMilli, bins } = traces ?? { blame: [], weightMilli: 0, bins: [] };
  const requests = weightMilli / 1000;
  if (requests === 0) return [];
  // Where no arrival is known, nobody is blamed for the time before Node: any number but 0 will do.
  const arrivals = requestsOfArrivals(bins) || 1;
  const micros = roundedParts(blame.map((one) => one.micros / requests));
  return blame
    .map((one, i) => ({
      method,
      route,
      byMethod: one.method,
      byRoute: one.route,
      micros: micros[i] as number,
      beforeNodeMicros: Math.round(one.beforeNodeMicros / arrivals),
      requests: Math.round((one.weightMilli + (one.onlyBeforeMilli * requests) / arrivals) / 1000),
    }))
    .sort((a, b) => b.micros - a.micros || b.beforeNodeMicros - a.beforeNodeMicros);
}
