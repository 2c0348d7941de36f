import { elapsedMicrosOf } from '../profile/elapsed-time.ts';
import { LatencyBuilder } from '../profile/latency.ts';
import { cpuMeasure, isSameMeasure, type Measure } from '../profile/measure.ts';
import { nanosOfUnit } from '../profile/time-units.ts';
import {
  backgroundName,
  gcName,
  profilerName,
  type RouteWindow,
  type RuntimeWindow,
  type Source,
  type Window,
  windowFormat,
} from '../profile/window.ts';
import { allUnknown, noPlaces } from './all-unknown.ts';
import { columnsOf, type SampleGroup } from './read-columns.ts';
import { readStacks, type Stacks } from './read-stacks.ts';
import type { PprofTables } from './read-tables.ts';
import { rowTreesOf, runtimeTrees } from './row-trees.ts';

/** Reads a profile of another tool. */
export function* readForeign(bytes: Uint8Array, tables: PprofTables): Generator<void, Window> {
  const columns = columnsOf(tables.sampleTypes);
  const gcFrame = tables.frames.findIndex(({ name, file }) => name === gcName && file === '');
  const { byLabel, gc } = yield* readStacks(bytes, tables, columns, gcFrame, routeNameOf);
  const { groups } = columns;
  const routes = routesOf(byLabel, groups);
  const background = rowTreesOf(byLabel.get(backgroundName), groups);
  const profiler = rowTreesOf(byLabel.get(profilerName), groups);
  const [gcSamples, gcMicros, gcCpuMicros] = gc;
  const runtime: RuntimeWindow = {
    idleMicros: 0,
    gcMicros,
    gcSamples,
    gcCpuMicros,
    ...runtimeTrees(background),
    profiler: profiler.tree,
    lost: 0,
  };
  const startMicros = microsOf(tables.timeNanos);
  return {
    format: windowFormat,
    sources: [sourceOf(tables)],
    startMicros,
    endMicros: startMicros + microsOf(tables.durationNanos),
    elapsedMicros: elapsedMicrosOf({ routes, runtime }),
    frames: tables.frames,
    routes,
    runtime,
    ...preferredOf(tables, groups),
    ...allUnknown(tables.unknown, noPlaces),
  };
}

function routesOf(byLabel: Stacks['byLabel'], groups: readonly SampleGroup[]): RouteWindow[] {
  return [...byLabel].flatMap(([name, stacks]) => {
    if (name === backgroundName || name === profilerName) return [];
    const space = name.indexOf(' ');
    return {
      method: name.slice(0, space),
      route: name.slice(space + 1),
      requests: 0,
      statusClasses: [0, 0, 0, 0, 0],
      aborted: 0,
      latency: new LatencyBuilder().finish(),
      gcMicros: stacks.gcMicros,
      ...rowTreesOf(stacks, groups),
    };
  });
}

/** A route's name as we write it: with the method in front, or `*` for any. */
function routeNameOf(label: string): string {
  const isNamed = label === backgroundName || label === profilerName || /^(?:[A-Z][A-Z-]*|\*) /.test(label);
  return isNamed ? label : `* ${label}`;
}

function sourceOf({ program, period, periodUnit }: PprofTables): Source {
  const nanos = period * (nanosOfUnit(periodUnit) ?? 0);
  return {
    service: program.replace(/^.*[/\\]/s, ''),
    version: '',
    instance: '',
    pid: 0,
    node: '',
    engine: 'pprof',
    rate: nanos > 0 ? Math.round(1e9 / nanos) : 0,
  };
}

/** Which of the measures to begin with: the one that the file says, or the last, as for `go tool pprof`. */
function preferredOf(
  { defaultType }: PprofTables,
  groups: readonly SampleGroup[],
): Pick<Window, 'preferred'> {
  const toldOf = ({ measures, columns }: SampleGroup): readonly Measure[] =>
    measures.filter((_, i) => columns[i] !== undefined);
  // Work comes first, if there is any: of it CPU time is last, before that wall time.
  const [usual] = groups.map((group) => toldOf(group).at(-1));
  const preferred = groups.flatMap(toldOf).find(({ name }) => name === defaultType) ?? usual;
  return preferred === undefined || isSameMeasure(preferred, cpuMeasure) ? {} : { preferred };
}

function microsOf(nanos: number | bigint): number {
  return Math.max(0, Math.round(Number(nanos) / 1000));
}
