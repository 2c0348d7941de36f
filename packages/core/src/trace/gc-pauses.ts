import { PerformanceObserver } from 'node:perf_hooks';

/** A pause of garbage collection, in microseconds of `performance.now()`. */
export interface GcPause {
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** The pauses of the last minute and a half, which is longer than any trace. Node reports each a turn of the loop later. */
export interface GcPauses {
  readonly list: readonly GcPause[];
  stop(): void;
}

const keptMicros = 90_000_000;

export function watchGcPauses(): GcPauses {
  const list: GcPause[] = [];
  const observer = new PerformanceObserver((entries) => {
    for (const { startTime, duration } of entries.getEntries()) {
      const fromMicros = startTime * 1000;
      list.push({ fromMicros, toMicros: fromMicros + duration * 1000 });
    }
    const newest = list.at(-1)?.toMicros ?? 0;
    const old = list.findIndex(({ toMicros }) => toMicros > newest - keptMicros);
    if (old > 0) list.splice(0, old);
  });
  observer.observe({ entryTypes: ['gc'] });
  return { list, stop: () => observer.disconnect() };
}
