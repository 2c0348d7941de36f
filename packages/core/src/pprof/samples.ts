import type { SampleInput, StringTable } from 'pprof-format';
import type { CallTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import type { NamedTrees } from '../profile/named-trees.ts';
import { backgroundName, profilerName, type Window } from '../profile/window.ts';
import { namedValues, toNanos, type ValueLayout, type ValuesOf, workValues, zeros } from './write-columns.ts';

/** The label that says which route a sample belongs to. */
export const routeLabel = 'route';
/** The label that says which of the row's named trees a sample belongs to. Without it, it belongs to the row's own tree. */
export const treeLabel = 'tree';

type Labels = NonNullable<SampleInput['label']>;

/**
 * A window's samples row by row, labelled with the route, `(background)` or `(profiler)`. Garbage collection is its own
 * frame, labelled with the route during which it ran, or not at all.
 */
export function* samplesOf(
  window: Window,
  layout: ValueLayout,
  strings: StringTable,
): Generator<Iterable<SampleInput>> {
  const { routes, runtime } = window;
  const label = (key: string, value: string): Labels => [
    { key: strings.dedup(key), str: strings.dedup(value) },
  ];
  const route = (name: string): Labels => label(routeLabel, name);
  function* row(name: string, tree: CallTree, named: NamedTrees = {}): Generator<SampleInput> {
    const work = canonicalTree(tree);
    if (layout.hasWork) yield* stacksOf(work, workValues(work, layout), route(name));
    for (const key of Object.keys(named).sort()) {
      const ordered = canonicalTree(named[key] as CallTree);
      const labels = [...route(name), ...label(treeLabel, key)];
      yield* stacksOf(ordered, namedValues(ordered, key, layout), labels);
    }
  }
  for (const { method, route: pattern, tree, others: named } of routes)
    yield row(`${method} ${pattern}`, tree, named);
  yield row(backgroundName, runtime.background, runtime.others);
  yield row(profilerName, runtime.profiler);
  yield collections(window, layout, route);
}

/** One sample for each node with a self weight, and for each leaf, so that the tree can be restored. */
function* stacksOf(
  { parent, frame, columns }: CallTree,
  valuesOf: ValuesOf,
  label: Labels,
): Generator<SampleInput> {
  for (let node = 0; node < parent.length; node++) {
    const isLeaf = node > 0 && parent[node + 1] !== node;
    if (!isLeaf && !columns.some((values) => values[node] !== 0)) continue;
    const locationId: number[] = [];
    for (let at = node; at > 0; at = parent[at] as number) locationId.push((frame[at] as number) + 1);
    yield { locationId, value: valuesOf(node), label };
  }
}

/**
 * Garbage collection by route. Its time is measured; samples and CPU time are distributed in proportion, so that they add
 * up to the window's.
 */
function* collections(
  { frames, routes, runtime }: Window,
  layout: ValueLayout,
  labelOf: (name: string) => Labels,
): Generator<SampleInput> {
  const { gcMicros, gcSamples, gcCpuMicros } = runtime;
  const locationId = [frames.length + 1];
  let doneMicros = 0;
  const share = (all: number, from: number, to: number): number =>
    gcMicros === 0 ? all : Math.round((all * to) / gcMicros) - Math.round((all * from) / gcMicros);
  const next = (micros: number): (number | bigint)[] => {
    const from = doneMicros;
    doneMicros += micros;
    return [
      share(gcSamples, from, doneMicros),
      toNanos(share(gcCpuMicros, from, doneMicros)),
      toNanos(micros),
      ...zeros(layout),
    ];
  };
  for (const { method, route, gcMicros: micros } of routes) {
    if (micros > 0) yield { locationId, value: next(micros), label: labelOf(`${method} ${route}`) };
  }
  if (gcMicros > doneMicros || (gcMicros === 0 && gcSamples + gcCpuMicros > 0)) {
    yield { locationId, value: next(gcMicros - doneMicros) };
  }
}
