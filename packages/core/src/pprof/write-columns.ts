import type { StringTable, ValueTypeInput } from 'pprof-format';
import { type CallTree, columnOf, workColumns } from '../profile/call-tree.ts';
import {
  compareMeasures,
  cpuMeasure,
  type Measure,
  samplesMeasure,
  wallMeasure,
} from '../profile/measure.ts';
import { type NamedTrees, workTreesOf } from '../profile/named-trees.ts';
import { isForeign, type Window } from '../profile/window.ts';

/** The measures of all trees of one name. */
export interface MeasuredTree {
  readonly name: string;
  readonly measures: readonly Measure[];
}

const nanosPerMicro = 1000;
/** The order that other tools expect. */
const written: readonly Measure[] = [samplesMeasure, cpuMeasure, wallMeasure];

/** The measures of a window's named trees, in the order in which they are written. */
function measuredTrees({ routes, runtime }: Window): readonly MeasuredTree[] {
  const byName = new Map<string, Map<string, Measure>>();
  for (const { others = {} } of [runtime, ...routes] as readonly { readonly others?: NamedTrees }[]) {
    for (const [name, { measures }] of Object.entries(others)) {
      const known = byName.get(name) ?? new Map<string, Measure>();
      byName.set(name, known);
      for (const measure of measures) known.set(`${measure.name}\0${measure.unit}`, measure);
    }
  }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, measures]) => ({
      name,
      measures: [...measures.values()].sort(compareMeasures),
    }));
}

/** What samples count: work (unless another tool's file has only named trees), then the measures of the named trees. */
export interface ValueLayout {
  readonly hasWork: boolean;
  readonly others: readonly MeasuredTree[];
}

export function layoutOf(window: Window): ValueLayout {
  const others = measuredTrees(window);
  return { hasWork: others.length === 0 || !isForeign(window) || hasWork(window), others };
}

/** The measure that tools show first by default. */
export function usualMeasure({ hasWork, others }: ValueLayout): Measure {
  return (hasWork ? undefined : others.at(-1)?.measures.at(-1)) ?? cpuMeasure;
}

function hasWork(window: Window): boolean {
  const { gcMicros, gcSamples, gcCpuMicros } = window.runtime;
  return (
    gcMicros + gcSamples + gcCpuMicros > 0 ||
    workTreesOf(window).some((tree) => tree.parent.length > 1 || weighs(tree))
  );
}

function weighs(tree: CallTree): boolean {
  return tree.columns.some((column) => column.some((value) => value !== 0));
}

export function sampleTypes(strings: StringTable, { hasWork, others }: ValueLayout): ValueTypeInput[] {
  const ours = (hasWork ? written : []).map(({ name, unit }) => ({
    name,
    unit: unit === 'count' ? unit : 'nanoseconds',
  }));
  const taken = new Set(ours.map(({ name }) => name));
  /** Tools choose a measure by its name alone. */
  const unique = (tree: string, { name, unit }: Measure): string => {
    const free = [name, `${name}_${unit}`, `${tree}_${name}_${unit}`].find((one) => !taken.has(one));
    const made = free ?? `${tree}_${name}_${taken.size}`;
    taken.add(made);
    return made;
  };
  const named = others.flatMap(({ name: tree, measures }) =>
    measures.map((measure) => ({ name: unique(tree, measure), unit: measure.unit })),
  );
  return [...ours, ...named].map(({ name, unit }) => ({
    type: strings.dedup(name),
    unit: strings.dedup(unit),
  }));
}

/** The values of a node, with zeros for what its tree does not count. */
export type ValuesOf = (node: number) => (number | bigint)[];

export function workValues(tree: CallTree, layout: ValueLayout): ValuesOf {
  const { samples, cpuMicros, wallMicros } = workColumns(tree);
  const none = zeros(layout);
  return (node) => [
    samples[node] as number,
    toNanos(cpuMicros[node] as number),
    toNanos(wallMicros[node] as number),
    ...none,
  ];
}

export function namedValues(tree: CallTree, name: string, { hasWork, others }: ValueLayout): ValuesOf {
  const columns = others.flatMap((other) =>
    other.measures.map((measure) => (other.name === name ? columnOf(tree, measure) : undefined)),
  );
  const work = hasWork ? written.map(() => 0) : [];
  return (node) => [...work, ...columns.map((column) => exactOf(column?.[node] ?? 0))];
}

/** Zeros for the measures of all named trees. */
export function zeros({ others }: ValueLayout): readonly number[] {
  return others.flatMap(({ measures }) => measures.map(() => 0));
}

/** A `bigint` for numbers beyond the safe integers, which are whole, too. */
function exactOf(value: number): number | bigint {
  return Number.isSafeInteger(value) ? value : BigInt(value);
}

export function toNanos(micros: number): number | bigint {
  const nanos = micros * nanosPerMicro;
  return Number.isSafeInteger(nanos) ? nanos : BigInt(micros) * BigInt(nanosPerMicro);
}
