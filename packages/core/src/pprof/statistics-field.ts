import type { BlockSums } from '../profile/blocks.ts';
import type { ProcessRows } from '../profile/process-rows.ts';
import type { RouteWindow, RuntimeWindow, Window } from '../profile/window.ts';
import { blocksJson, readBlocks } from './blocks-json.ts';
import {
  damaged,
  insideNames,
  type Json,
  latencyJson,
  latencyKeys,
  list,
  measureJson,
  named,
  object,
  readLatency,
  readMeasure,
  text,
  unknownKeys,
  whole,
} from './field-json.ts';
import { followingJson, readFollowing } from './following-json.ts';
import { linesJson } from './lines-json.ts';
import { loopDelaysJson, readLoopDelays } from './loop-delays-json.ts';
import { processRowsJson, readProcessRows } from './process-rows-json.ts';
import { readTraces, tracesJson, tracesKeys } from './traces-json.ts';
import type { MeasuredTree } from './write-columns.ts';

/** What a window has besides its head, call trees and frames. */
export interface Statistics {
  readonly routes: readonly Omit<RouteWindow, 'tree' | 'others'>[];
  readonly runtime: Omit<RuntimeWindow, 'background' | 'profiler' | 'others'>;
  readonly loopDelays: Pick<Window, 'loopDelays'>;
  /** How many of the profile's functions are frames of the window. */
  readonly frames: number;
  /** The named trees, in the order of their values. */
  readonly others: readonly MeasuredTree[];
  /** As `readLines` takes them. */
  readonly lines: unknown;
  readonly blocks?: BlockSums;
  readonly processes?: ProcessRows;
  /** What this version does not know; rows have their own. */
  readonly unknown: Json;
  /** The same within named trees, by the names of `insideNames`. */
  readonly inside: Readonly<Record<string, Json>>;
}

/** Another field that pprof does not have. */
export const statisticsField = 1001;

const statisticsKeys: ReadonlySet<string> = new Set([
  ...['frames', 'runtime', 'routes', 'others', 'lines', 'loopDelays', 'blocks', 'processes'],
]);
const runtimeKeys: ReadonlySet<string> = new Set([
  'idleMicros',
  'gcMicros',
  'gcSamples',
  'gcCpuMicros',
  'lost',
  'offMicros',
]);
const treeKeys: ReadonlySet<string> = new Set(['name', 'measures']);
const routeKeys: ReadonlySet<string> = new Set([
  'method',
  'route',
  'requests',
  'statusClasses',
  'aborted',
  'gcMicros',
  'latency',
  'traces',
  'following',
]);

/** Yields between rows: those with traces are long. */
export function* encodeStatistics(
  window: Window,
  others: readonly MeasuredTree[],
): Generator<void, Uint8Array> {
  const { frames, routes, runtime, loopDelays, blocks, processes, unknown } = window;
  const lines = linesJson(window);
  const rows: Uint8Array[] = [];
  for (const row of routes) {
    const text = JSON.stringify(routeJson(row));
    rows.push(Buffer.from(`${rows.length === 0 ? '' : ','}${row.traces ? escaped(text) : text}`));
    yield;
  }
  const before = {
    frames: frames.length,
    runtime: { ...runtimeJson(runtime), ...runtime.unknown },
  };
  const after = {
    ...(others.length > 0 && {
      others: others.map(({ name, measures }) => ({
        ...{ name, measures: measures.map(measureJson) },
        ...unknown?.inside[insideNames.tree(name)],
      })),
    }),
    ...(lines.length > 0 && { lines }),
    ...(loopDelays && { loopDelays: loopDelaysJson(loopDelays) }),
    ...(blocks !== undefined && { blocks: blocksJson(blocks) }),
    ...(processes !== undefined && { processes: processRowsJson(processes) }),
    ...unknown?.statistics,
  };
  const [head, tail] = [JSON.stringify(before).slice(0, -1), JSON.stringify(after).slice(1)];
  return Buffer.concat([
    Buffer.from(`${head},"routes":[`),
    ...rows,
    Buffer.from(`]${tail === '}' ? tail : `,${tail}`}`),
  ]);
}

/** The same JSON in ASCII: files with traces are long, and reading them takes a tenth of the time then. */
function escaped(json: string): string {
  return json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function routeJson(row: RouteWindow): Json {
  const { latency, traces, ...beside } = row.unknown ?? {};
  return {
    method: row.method,
    route: row.route,
    requests: row.requests,
    statusClasses: row.statusClasses,
    aborted: row.aborted,
    gcMicros: row.gcMicros,
    latency: { ...latencyJson(row.latency), ...(latency as Json | undefined) },
    ...(row.following && { following: followingJson(row.following) }),
    ...(row.traces && { traces: { ...tracesJson(row.traces), ...(traces as Json | undefined) } }),
    ...beside,
  };
}

/**
 * Reads what `encodeStatistics` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function* readStatistics(given: Json): Generator<void, Statistics> {
  const runtime = object(given.runtime);
  const routes: Statistics['routes'][number][] = [];
  for (const route of list(given.routes)) {
    routes.push(readRoute(route));
    yield;
  }
  const others = given.others === undefined ? [] : list(given.others);
  const trees = others.map(readMeasuredTree);
  return {
    frames: whole(given.frames),
    runtime: { ...readRuntime(runtime), ...unknownOf(runtime, runtimeKeys) },
    loopDelays: given.loopDelays === undefined ? {} : { loopDelays: readLoopDelays(given.loopDelays) },
    routes,
    others: trees,
    lines: given.lines ?? [],
    ...(given.blocks !== undefined && { blocks: readBlocks(given.blocks) }),
    ...(given.processes !== undefined && { processes: readProcessRows(given.processes) }),
    unknown: unknownKeys(given, statisticsKeys),
    inside: named(
      trees.map((tree, i) => [insideNames.tree(tree.name), unknownKeys(object(others[i]), treeKeys)]),
    ),
  };
}

type RuntimeTimes = Omit<Statistics['runtime'], 'unknown'>;

export function runtimeJson({
  idleMicros,
  gcMicros,
  gcSamples,
  gcCpuMicros,
  lost,
  offMicros,
}: RuntimeTimes): Json {
  return {
    ...{ idleMicros, gcMicros, gcSamples, gcCpuMicros, lost },
    ...(offMicros !== undefined && { offMicros }),
  };
}

export function readRuntime(given: Json): RuntimeTimes {
  return {
    idleMicros: whole(given.idleMicros),
    gcMicros: whole(given.gcMicros),
    gcSamples: whole(given.gcSamples),
    gcCpuMicros: whole(given.gcCpuMicros),
    lost: whole(given.lost),
    ...(given.offMicros !== undefined && { offMicros: whole(given.offMicros) }),
  };
}

function readRoute(value: unknown): Statistics['routes'][number] {
  const given = object(value);
  const statusClasses = list(given.statusClasses).map(whole);
  if (statusClasses.length !== 5) damaged();
  return {
    method: text(given.method),
    route: text(given.route),
    requests: whole(given.requests),
    statusClasses,
    aborted: whole(given.aborted),
    latency: readLatency(given.latency),
    gcMicros: whole(given.gcMicros),
    ...(given.traces !== undefined && { traces: readTraces(given.traces) }),
    ...(given.following !== undefined && { following: readFollowing(given.following) }),
    ...unknownOfRoute(given),
  };
}

function unknownOfRoute(given: Json): Pick<RouteWindow, 'unknown'> {
  const unknown = {
    ...unknownKeys(given, routeKeys),
    ...named([
      ['latency', unknownKeys(object(given.latency), latencyKeys)],
      ['traces', unknownKeys(object(given.traces ?? {}), tracesKeys)],
    ]),
  };
  return Object.keys(unknown).length === 0 ? {} : { unknown };
}

function readMeasuredTree(value: unknown): MeasuredTree {
  const given = object(value);
  return { name: text(given.name), measures: list(given.measures).map(readMeasure) };
}

function unknownOf(given: Json, known: ReadonlySet<string>): Pick<RouteWindow, 'unknown'> {
  const unknown = unknownKeys(given, known);
  return Object.keys(unknown).length === 0 ? {} : { unknown };
}
