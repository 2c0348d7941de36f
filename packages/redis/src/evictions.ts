import { type StoreMark, spanOfName } from '@routeprof/core/store';

// A mark, because whoever merges finds out, and all should say so.
const evictedKind = 'evicted';

/** Counts windows that are gone before their time. */
export interface Evictions {
  /** How long windows are kept, at least, as far as it is known here. */
  kept(millis: number): void;
  /** What to tell all others when these windows have no bytes any more; `undefined` if it was their time. */
  missed(service: string, names: readonly string[]): StoreMark | undefined;
}

const shownMillis = 60 * 60_000;

/** `now` is in epoch milliseconds. */
export function createEvictions(now: () => number): Evictions {
  const evicted = new Map<string, { readonly count: number; readonly seenMillis: number }>();
  let keepMillis = 0;
  return {
    kept(millis) {
      keepMillis = keepMillis === 0 ? millis : Math.min(keepMillis, millis);
    },
    missed(service, names) {
      const early = names.filter((name) => (spanOfName(name)?.endMillis ?? 0) + keepMillis > now()).length;
      if (early === 0) return undefined;
      const before = evicted.get(service);
      const isLate = before !== undefined && now() - before.seenMillis < shownMillis;
      const count = early + (isLate ? before.count : 0);
      evicted.set(service, { count, seenMillis: now() });
      return { kind: evictedKind, atMicros: now() * 1000, value: String(count) };
    },
  };
}

/** A sentence about windows that were evicted in the last hour, or none. */
export function evictionProblems(marks: readonly StoreMark[], nowMillis: number): string[] {
  return marks
    .filter(({ kind, atMicros }) => kind === evictedKind && nowMillis - atMicros / 1000 < shownMillis)
    .map(({ value }) => {
      const count = Number(value);
      const windows = count === 1 ? '1 window' : `${Number.isSafeInteger(count) ? count : 'some'} windows`;
      return `Redis has removed ${windows} before their time, to make room. Raise its maxmemory, or lower maxBytes of redisStore; with the maxmemory-policy noeviction it refuses new windows instead.`;
    });
}
