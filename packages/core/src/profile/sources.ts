import { grouped } from '../grouped.ts';
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
    const { noStacks, many, ...source } = given;
    const key = JSON.stringify(source);
    const known = byKey.get(key);
    if (many !== undefined) byKey.set(key, { ...source, many: most(many, known?.many) });
    else if (noStacks !== true || known === undefined) byKey.set(key, given);
  }
  return sorted(byKey);
}

/** The same processes without their names: one source for each version and kind of process. */
export function groupSources(sources: readonly Source[]): Source[] {
  const byKey = new Map<string, Source>();
  for (const [key, group] of grouped(sources, (source) => JSON.stringify(kindOf(source))))
    byKey.set(key, { ...kindOf(group[0]), many: countSources(group) });
  return sorted(byKey);
}

function kindOf({ service, version, node, engine, rate }: Source): Source {
  return { service, version, instance: '', pid: 0, node, engine, rate };
}

/** How many processes there were, and how many of them gave stacks; where not all are named, at least. */
export function countSources(sources: readonly Source[]): NonNullable<Source['many']> {
  const named = sources.filter(({ many }) => many === undefined);
  const count = (some: readonly Source[]): number => new Set(some.map(({ instance }) => instance)).size;
  const counts = {
    processes: count(named),
    stackProcesses: count(named.filter(({ noStacks }) => !noStacks)),
  };
  const groups = { processes: 0, stackProcesses: 0 };
  for (const { many } of sources) {
    groups.processes += many?.processes ?? 0;
    groups.stackProcesses += many?.stackProcesses ?? 0;
  }
  // Those with a name may be among the others.
  return most(counts, groups);
}

function most(
  one: NonNullable<Source['many']>,
  other: Source['many'] = { processes: 0, stackProcesses: 0 },
): NonNullable<Source['many']> {
  return {
    processes: Math.max(one.processes, other.processes),
    stackProcesses: Math.max(one.stackProcesses, other.stackProcesses),
  };
}

function sorted(byKey: ReadonlyMap<string, Source>): Source[] {
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as Source);
}
