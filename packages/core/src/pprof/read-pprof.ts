import { inTurns } from '../in-turns.ts';
import { type CallTree, emptyTree } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { elapsedMicrosOf } from '../profile/elapsed-time.ts';
import { LatencyBuilder } from '../profile/latency.ts';
import { cpuMeasure, isSameMeasure, type Measure } from '../profile/measure.ts';
import { othersOf } from '../profile/named-trees.ts';
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
import { summaryOf } from '../profile/window-summary.ts';
import { damaged, decodeJson, type Json } from './field-json.ts';
import { type StandsFor, standsForNone } from './file-head.ts';
import { decodeHead } from './head-field.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { columnsOf, ownColumnsOf, type SampleGroup, workName } from './read-columns.ts';
import { type LabelledStacks, readStacks, type Stacks } from './read-stacks.ts';
import { type PprofTables, readTables } from './read-tables.ts';
import { readStatistics } from './statistics-field.ts';
import { unpack } from './unpack.ts';

/** Reading does not hold the event loop for longer than this at a time. */
const sliceMillis = 4;

/**
 * Reads a pprof profile, packed or not. What `writePprof` wrote gives the very same window, its trees in canonical
 * order. Samples of others with a label `route`, `endpoint` or `trace endpoint` belong to that route, all others to the
 * background. Samples, CPU time and wall time, rounded to microseconds, are read as such, one that the profile does not
 * tell as 0; a profile that counts anything else becomes a named tree with its own measures.
 *
 * Unpacking is bounded (see `unpack`). Beyond the bytes themselves it takes at most 300 bytes for each byte of the
 * unpacked profile, and 64 MiB, and never more than 2 GiB (see `bounds.ts`); its time grows in proportion.
 *
 * @throws ProfileFormatError when it is damaged, or of another kind.
 */
export async function readPprof(bytes: Uint8Array): Promise<Window> {
  const { plain, tables } = await open(bytes);
  return tables.head === undefined
    ? await inTurns(readForeign(plain, tables), sliceMillis)
    : (await readOwn(plain, tables, tables.head)).window;
}

/**
 * Reads what `writePprof` wrote, with the names of the files that it stands for; nothing else. Bounded as `readPprof`.
 *
 * @throws ProfileFormatError when it is damaged, or of another kind.
 */
export async function readOwnPprof(bytes: Uint8Array): Promise<OwnPprof> {
  const { plain, tables } = await open(bytes);
  if (tables.head === undefined) {
    throw new ProfileFormatError('This is not a routeprof profile: it has no request statistics.');
  }
  return await readOwn(plain, tables, tables.head);
}

export interface OwnPprof {
  readonly window: Window;
  readonly standsFor: StandsFor;
}

async function open(bytes: Uint8Array): Promise<{ plain: Uint8Array; tables: PprofTables }> {
  if (bytes.length === 0) throw new ProfileFormatError('The file is empty. Record the profile again.');
  const plain = await unpack(bytes);
  return { plain, tables: await inTurns(readTables(plain), sliceMillis) };
}

function readOwn(plain: Uint8Array, tables: PprofTables, field: Uint8Array): Promise<OwnPprof> {
  return inTurns(readOwnSteps(plain, tables, field), sliceMillis);
}

function* readOwnSteps(bytes: Uint8Array, tables: PprofTables, field: Uint8Array): Generator<void, OwnPprof> {
  const { window, summary, given, unknown } = decodeHead(field);
  const {
    frames,
    routes,
    runtime,
    others,
    unknown: unknownStatistics,
  } = yield* readStatistics(summary === undefined ? given : decodeJson(tables.statistics ?? damaged()));
  // The last function is garbage collection, whose amounts are in the statistics.
  if (tables.frames.length !== frames + 1) notTogether();
  const columns = ownColumnsOf(tables.sampleTypes, others) ?? notTogether();
  const { byLabel } = yield* readStacks(bytes, tables, columns, frames, (label) => label);
  const take = (name: string): RowTrees => {
    const made = treesOf(byLabel.get(name), columns.groups);
    byLabel.delete(name);
    for (const { frame } of [made.tree, ...othersOf(made)]) if (frame.includes(frames)) notTogether();
    return made;
  };
  const withTrees: RouteWindow[] = [];
  for (const route of routes) {
    withTrees.push({ ...route, ...take(asText(`${route.method} ${route.route}`)) });
    yield;
  }
  const background = take(backgroundName);
  const profiler = take(profilerName);
  if (byLabel.size > 0) notTogether();
  const made: Window = {
    ...window,
    frames: tables.frames.slice(0, frames),
    routes: withTrees,
    runtime: { ...runtime, ...runtimeTrees(background), profiler: profiler.tree },
    // In version 1 the statistics were in the head.
    ...allUnknown(tables.unknown, unknown, summary === undefined ? {} : unknownStatistics, [
      runtime,
      ...routes,
    ]),
  };
  if (summary !== undefined) {
    const { requests, cpuMicros } = summaryOf(made, '');
    if (requests !== summary.requests || cpuMicros !== summary.cpuMicros) notTogether();
  }
  const { covers, beneath } = summary ?? standsForNone;
  return { window: made, standsFor: { covers, beneath } };
}

function* readForeign(bytes: Uint8Array, tables: PprofTables): Generator<void, Window> {
  const columns = columnsOf(tables.sampleTypes);
  const gcFrame = tables.frames.findIndex(({ name, file }) => name === gcName && file === '');
  const { byLabel, gc } = yield* readStacks(bytes, tables, columns, gcFrame, routeNameOf);
  const { groups } = columns;
  const routes = routesOf(byLabel, groups);
  const background = treesOf(byLabel.get(backgroundName), groups);
  const profiler = treesOf(byLabel.get(profilerName), groups);
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
    ...allUnknown(tables.unknown, {}, {}, []),
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
      ...treesOf(stacks, groups),
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

type RowTrees = Pick<RouteWindow, 'tree' | 'others'>;

function treesOf(stacks: LabelledStacks | undefined, groups: readonly SampleGroup[]): RowTrees {
  let tree: CallTree = emptyTree;
  const others: [string, CallTree][] = [];
  stacks?.trees.forEach((builder, i) => {
    const made = canonicalTree(builder.finish());
    const { name } = groups[i] as SampleGroup;
    if (name === workName) tree = made;
    else if (made !== emptyTree) others.push([name, made]);
  });
  // Names come from the file: as entries, none of them is a prototype.
  return { tree, ...(others.length > 0 && { others: Object.fromEntries(others) }) };
}

function runtimeTrees({ tree, others }: RowTrees): Pick<RuntimeWindow, 'background' | 'others'> {
  return { background: tree, ...(others && { others }) };
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

function allUnknown(
  { bytes, count }: PprofTables['unknown'],
  head: Json,
  statistics: Json,
  rows: readonly Pick<RouteWindow, 'unknown'>[],
): Pick<Window, 'unknown'> {
  const all = [head, statistics, ...rows.map(({ unknown = {} }) => unknown)];
  const sum = all.reduce((keys, json) => keys + Object.keys(json).length, count);
  return sum === 0 ? {} : { unknown: { fields: bytes, head, statistics, count: sum } };
}

function microsOf(nanos: number | bigint): number {
  return Math.max(0, Math.round(Number(nanos) / 1000));
}

/** What becomes of a text that is written as UTF-8. */
function asText(text: string): string {
  return Buffer.from(text).toString();
}

function notTogether(): never {
  throw new ProfileFormatError(
    'The profile’s request statistics do not belong to its samples: something has changed one without the other. Take the file as it was written.',
  );
}
