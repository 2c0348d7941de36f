import type { Source, Window } from './window.ts';

/** Samples may have been taken for a moment, while the window began. */
const nearlyAll = 0.99;

/** The process as the source of a window in which it was out, if it gave no stacks in all of it. */
export function withoutStacks(
  source: Source,
  {
    elapsedMicros,
    runtime,
  }: Pick<Window, 'elapsedMicros'> & { readonly runtime: { readonly offMicros?: number } },
): Source {
  return (runtime.offMicros ?? 0) >= nearlyAll * elapsedMicros ? { ...source, noStacks: true } : source;
}

/** Sorted, each once. A process that gave stacks in one of the windows has given some. */
export function mergeSources(windows: readonly Pick<Window, 'sources'>[]): Source[] {
  const byKey = new Map<string, Source>();
  for (const given of windows.flatMap(({ sources }) => sources)) {
    const { noStacks, ...source } = given;
    const key = JSON.stringify(source);
    if (noStacks !== true || !byKey.has(key)) byKey.set(key, given);
  }
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as Source);
}

/** How many processes there were, and how many of them gave stacks. */
export function countSources(sources: readonly Source[]): {
  readonly processes: number;
  readonly stackProcesses: number;
} {
  const count = (some: readonly Source[]): number => new Set(some.map(({ instance }) => instance)).size;
  return { processes: count(sources), stackProcesses: count(sources.filter(({ noStacks }) => !noStacks)) };
}
