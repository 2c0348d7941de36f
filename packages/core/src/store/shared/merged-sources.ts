import { groupSources, mergeSources } from '../../profile/sources.ts';
import type { Source, Window } from '../../profile/window.ts';
import type { SourceShare } from '../../profile/window-summary.ts';
import type { FoundWindow } from './service-reader.ts';

/** So many processes are named in a merged window; where there are more, their versions are. */
const mostNamed = 64;
/** In the finest windows of a large fleet, each process has a row. */
const mostRows = 5_000;

/**
 * A merged window with its list of processes bounded: a long one would be most of it, and each listing reads it.
 *
 * @param isFine It is of the finest rung on which processes become one.
 */
export function withBoundedSources(window: Window, isFine: boolean): Window {
  const { sources } = window;
  if (sources.length <= (isFine ? mostRows : mostNamed)) return window;
  // Those that are compared with one another keep their names.
  const compared = new Set(window.processes?.parts.map(({ instance }) => instance));
  const named = sources.filter(({ instance }) => compared.has(instance));
  return { ...window, sources: mergeSources([{ sources: [...groupSources(sources), ...named] }]) };
}

/** What each source had, from the heads of the windows that were merged; `undefined` where one of them does not say. */
export function sharesOf(window: Window, merged: readonly FoundWindow[]): SourceShare[] | undefined {
  const shares = new Map<string, SourceShare>();
  for (const { head } of merged) {
    const { sources, requests, cpuMicros } = head;
    const own = head.perSource ?? (sources.length === 1 ? [{ requests, cpuMicros }] : undefined);
    if (own === undefined) return undefined;
    for (const [i, source] of sources.entries()) {
      const key = keyOf(source);
      const known = shares.get(key) ?? { requests: 0, cpuMicros: 0 };
      const added = own[i] as SourceShare;
      shares.set(key, {
        requests: known.requests + added.requests,
        cpuMicros: known.cpuMicros + added.cpuMicros,
      });
    }
  }
  const found = window.sources.map((source) => shares.get(keyOf(source)));
  return found.every((share) => share !== undefined) ? found : undefined;
}

function keyOf({ instance, rate, engine }: Source): string {
  return `${instance} ${rate} ${engine}`;
}
