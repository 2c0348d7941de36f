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

/** The labels of a row's samples, as pairs of a name and a value; `method` is `''` where no request caused the work. */
export type LabelsOf = (method: string, route: string) => readonly (readonly [name: string, value: string])[];

/** As the store's files have them. */
export const routeNameLabels: LabelsOf = (method, route) => [
  [routeLabel, method === '' ? route : `${method} ${route}`],
];

/**
 * A window's samples row by row, labelled with the route, `(background)` or `(profiler)`. Garbage collection is its own
 * frame, labelled with the route during which it ran, or not at all.
 */
export function* samplesOf(
  window: Window,
  layout: ValueLayout,
  strings: StringTable,
  labelsOf: LabelsOf,
): Generator<Iterable<SampleInput>> {
  const { routes, runtime } = window;
  const label = ([key, value]: readonly [string, string]) => ({
    key: strings.dedup(key),
    str: strings.dedup(value),
  });
  const rowLabels = (method: string, route: string): Labels => labelsOf(method, route).map(label);
  function* row(labels: Labels, tree: CallTree, named: NamedTrees = {}): Generator<SampleInput> {
    const work = canonicalTree(tree);
    if (layout.hasWork) yield* stacksOf(work, workValues(work, layout), labels);
    for (const key of Object.keys(named).sort()) {
      const ordered = canonicalTree(named[key] as CallTree);
      yield* stacksOf(ordered, namedValues(ordered, key, layout), [...labels, label([treeLabel, key])]);
    }
  }
  for (const { method, route, tree, others: named } of routes)
    yield row(rowLabels(method, route), tree, named);
  yield row(rowLabels('', backgroundName), runtime.background, runtime.others);
  yield row(rowLabels('', profilerName), runtime.profiler);
  yield collections(window, layout, rowLabels);
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
  labelsOf: (method: string, route: string) => Labels,
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
    if (micros > 0) yield { locationId, value: next(micros), label: labelsOf(method, route) };
  }
  if (gcMicros > doneMicros || (gcMicros === 0 && gcSamples + gcCpuMicros > 0)) {
    yield { locationId, value: next(gcMicros - doneMicros) };
  }
}
