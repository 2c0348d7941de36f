import { spanOfName } from '@routeprof/core/store';

/** Windows that are gone before their time, for an hour after they were missed. */
export interface Evictions {
  /** These windows have no bytes any more. */
  missed(service: string, names: readonly string[]): void;
  /** How long windows are kept after their end, at least, as far as it is known here. */
  kept(millis: number): void;
  /** A sentence about them, or none. */
  problems(service: string): string[];
}

const shownMillis = 60 * 60_000;

/** `now` is in epoch milliseconds. */
export function createEvictions(now: () => number): Evictions {
  const evicted = new Map<string, { count: number; seenMillis: number }>();
  let keepMillis = 0;
  return {
    missed(service, names) {
      const early = names.filter((name) => (spanOfName(name)?.endMillis ?? 0) + keepMillis > now()).length;
      if (early === 0) return;
      evicted.set(service, { count: early + (evicted.get(service)?.count ?? 0), seenMillis: now() });
    },
    kept(millis) {
      keepMillis = keepMillis === 0 ? millis : Math.min(keepMillis, millis);
    },
    problems(service) {
      const { count, seenMillis } = evicted.get(service) ?? { count: 0, seenMillis: 0 };
      if (now() - seenMillis >= shownMillis) {
        evicted.delete(service);
        return [];
      }
      return [
        `Redis has removed ${count === 1 ? '1 window' : `${count} windows`} before their time, to make room. Raise its maxmemory, or lower maxBytes of redisStore; with the maxmemory-policy noeviction it refuses new windows instead.`,
      ];
    },
  };
}
