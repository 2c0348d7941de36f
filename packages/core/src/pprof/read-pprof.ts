import { inTurns } from '../in-turns.ts';
import { type CallTree, canonicalTree, TreeBuilder, weightOf } from '../profile/call-tree.ts';
import { LatencyBuilder } from '../profile/latency.ts';
import {
  backgroundName,
  gcName,
  profilerName,
  type RouteWindow,
  type Source,
  type Window,
  windowFormat,
} from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { damaged, decodeJson } from './field-json.ts';
import { type StandsFor, standsForNone } from './file-head.ts';
import { decodeHead } from './head-field.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { type LabelledStacks, readStacks, type Stacks } from './read-stacks.ts';
import { type PprofTables, readTables } from './read-tables.ts';
import { columnsOf, nanosOf } from './sample-columns.ts';
import { readStatistics } from './statistics-field.ts';
import { unpack } from './unpack.ts';

/** Reading does not hold the event loop for longer than this at a time. */
const sliceMillis = 4;

/**
 * Reads a pprof profile, packed or not. What `writePprof` wrote gives the very same window, its trees in canonical
 * order. Of others it takes samples, CPU time and wall time, rounded to microseconds; samples with a label `route`,
 * `endpoint` or `trace endpoint` belong to that route, all others to the background. A weight that the profile does
 * not tell is 0.
 *
 * Unpacking is bounded (see `unpack`). Beyond the bytes themselves it takes at most 300 bytes for each byte of the
 * unpacked profile, and 64 MiB, and never more than 2 GiB (see `pprof-bounds.ts`); its time grows in proportion.
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
  const { window, summary, given } = decodeHead(field);
  const { frames, routes, runtime } = yield* readStatistics(
    summary === undefined ? given : decodeJson(tables.statistics ?? damaged()),
  );
  // The last function is garbage collection: what is known of it stands in the statistics.
  if (tables.frames.length !== frames + 1) throw notTogether();
  const columns = columnsOf(tables.sampleTypes);
  const { byLabel } = yield* readStacks(bytes, tables, columns, frames, (label) => label);
  const take = (name: string): CallTree => {
    const made = treeOf(byLabel.get(name));
    byLabel.delete(name);
    if (made.frame.includes(frames)) throw notTogether();
    return made;
  };
  const withTrees: RouteWindow[] = [];
  for (const route of routes) {
    withTrees.push({ ...route, tree: take(asText(`${route.method} ${route.route}`)) });
    yield;
  }
  const background = take(backgroundName);
  const profiler = take(profilerName);
  if (byLabel.size > 0) throw notTogether();
  const made: Window = {
    ...window,
    frames: tables.frames.slice(0, frames),
    routes: withTrees,
    runtime: { ...runtime, background, profiler },
  };
  if (summary !== undefined) {
    const { requests, cpuMicros } = summaryOf(made, '');
    if (requests !== summary.requests || cpuMicros !== summary.cpuMicros) throw notTogether();
  }
  const { covers, beneath } = summary ?? standsForNone;
  return { window: made, standsFor: { covers, beneath } };
}

function* readForeign(bytes: Uint8Array, tables: PprofTables): Generator<void, Window> {
  const columns = columnsOf(tables.sampleTypes);
  const gcFrame = tables.frames.findIndex(({ name, file }) => name === gcName && file === '');
  const { byLabel, gc } = yield* readStacks(bytes, tables, columns, gcFrame, routeNameOf);
  const routes = routesOf(byLabel);
  const background = treeOf(byLabel.get(backgroundName));
  const profiler = treeOf(byLabel.get(profilerName));
  const trees = [background, profiler, ...routes.map(({ tree }) => tree)];
  const elapsedMicros = trees.reduce((sum, tree) => sum + weightOf(tree).wallMicros, gc.wallMicros);
  const startMicros = microsOf(tables.timeNanos);
  return {
    format: windowFormat,
    sources: [sourceOf(tables)],
    startMicros,
    endMicros: startMicros + microsOf(tables.durationNanos),
    elapsedMicros,
    frames: tables.frames,
    routes,
    runtime: {
      idleMicros: 0,
      gcMicros: gc.wallMicros,
      gcSamples: gc.samples,
      gcCpuMicros: gc.cpuMicros,
      background,
      profiler,
      lost: 0,
    },
  };
}

function routesOf(byLabel: Stacks['byLabel']): RouteWindow[] {
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
      tree: treeOf(stacks),
    };
  });
}

/** A route's name as we write it: with the method in front, or `*` for any. */
function routeNameOf(label: string): string {
  const isNamed = label === backgroundName || label === profilerName || /^(?:[A-Z][A-Z-]*|\*) /.test(label);
  return isNamed ? label : `* ${label}`;
}

function sourceOf({ program, period, periodUnit }: PprofTables): Source {
  const nanos = period * (nanosOf(periodUnit) ?? 0);
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

function treeOf(stacks: LabelledStacks | undefined): CallTree {
  return canonicalTree((stacks?.tree ?? new TreeBuilder(Number.POSITIVE_INFINITY, () => -1)).finish());
}

function microsOf(nanos: number | bigint): number {
  return Math.max(0, Math.round(Number(nanos) / 1000));
}

/** What becomes of a text that is written as UTF-8. */
function asText(text: string): string {
  return Buffer.from(text).toString();
}

function notTogether(): ProfileFormatError {
  return new ProfileFormatError(
    'The profile’s request statistics do not belong to its samples: something has changed one without the other. Take the file as it was written.',
  );
}
