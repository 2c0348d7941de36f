import { type Weight, weightOf } from '../profile/call-tree.ts';
import { isLatencyBin } from '../profile/latency.ts';
import {
  type RouteWindow,
  type RuntimeWindow,
  type Source,
  type Window,
  windowFormat,
} from '../profile/window.ts';
import { LaterFormatError, ProfileFormatError } from './profile-format-error.ts';

/** What a window has beside its call trees and frames. */
export interface Statistics {
  readonly window: Omit<Window, 'frames' | 'routes' | 'runtime'>;
  readonly routes: readonly Omit<RouteWindow, 'tree'>[];
  readonly runtime: Omit<RuntimeWindow, 'background' | 'profiler'>;
  /** How many of the profile's functions are the window's frames. */
  readonly frames: number;
  /** What the trees weigh, those of the routes in their order; `undefined` in files of version 1. */
  readonly weights: TreeWeights | undefined;
  /** Names of the files that this one stands for; none of files of version 1. */
  readonly covers: readonly string[];
}

export interface TreeWeights {
  readonly routes: readonly Weight[];
  readonly background: Weight;
  readonly profiler: Weight;
}

/** A field that pprof does not have and its readers skip. */
export const statisticsField = 1000;
/** Changes when an older reader would go wrong. Version 1 had no weights, and stood at the end of a file. */
const version = 2;

/** The statistics as JSON: what the extra field holds. */
export function encodeStatistics(window: Window, covers: readonly string[]): Uint8Array {
  const { format, sources, startMicros, endMicros, elapsedMicros, frames, routes, runtime } = window;
  const { idleMicros, gcMicros, gcSamples, gcCpuMicros, lost } = runtime;
  return Buffer.from(
    JSON.stringify({
      version,
      format,
      covers,
      frames: frames.length,
      sources: sources.map(({ service, version, instance, pid, node, engine, rate }) => ({
        service,
        version,
        instance,
        pid,
        node,
        engine,
        rate,
      })),
      startMicros,
      endMicros,
      elapsedMicros,
      runtime: {
        idleMicros,
        gcMicros,
        gcSamples,
        gcCpuMicros,
        lost,
        background: weightOf(runtime.background),
        profiler: weightOf(runtime.profiler),
      },
      routes: routes.map(({ method, route, requests, statusClasses, aborted, latency, gcMicros, tree }) => ({
        method,
        route,
        requests,
        statusClasses,
        aborted,
        gcMicros,
        weight: weightOf(tree),
        latency: {
          bin: [...latency.bin],
          count: [...latency.count],
          sumMicros: latency.sumMicros,
          maxMicros: latency.maxMicros,
        },
      })),
    }),
  );
}

/**
 * Reads what `encodeStatistics` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged or of a later version.
 */
export function decodeStatistics(bytes: Uint8Array): Statistics {
  const given = object(parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')));
  const written = whole(given.version);
  const format = whole(given.format);
  if (written > version || format > windowFormat) {
    throw new LaterFormatError(
      `The profile was written by a newer version of routeprof (${written}, ${format}). Read it with that version, or a later one.`,
    );
  }
  if (written === 0 || format !== windowFormat) damaged();
  const runtime = object(given.runtime);
  const routes = list(given.routes);
  return {
    window: {
      format: windowFormat,
      sources: list(given.sources).map(readSource),
      startMicros: whole(given.startMicros),
      endMicros: whole(given.endMicros),
      elapsedMicros: whole(given.elapsedMicros),
    },
    frames: whole(given.frames),
    runtime: {
      idleMicros: whole(runtime.idleMicros),
      gcMicros: whole(runtime.gcMicros),
      gcSamples: whole(runtime.gcSamples),
      gcCpuMicros: whole(runtime.gcCpuMicros),
      lost: whole(runtime.lost),
    },
    routes: routes.map(readRoute),
    weights:
      written === 1
        ? undefined
        : {
            routes: routes.map((route) => readWeight(object(route).weight)),
            background: readWeight(runtime.background),
            profiler: readWeight(runtime.profiler),
          },
    covers: written === 1 ? [] : list(given.covers).map(text),
  };
}

type Json = Readonly<Record<string, unknown>>;

function readSource(value: unknown): Source {
  const given = object(value);
  return {
    service: text(given.service),
    version: text(given.version),
    instance: text(given.instance),
    pid: whole(given.pid),
    node: text(given.node),
    engine: text(given.engine),
    rate: whole(given.rate),
  };
}

function readRoute(value: unknown): Omit<RouteWindow, 'tree'> {
  const given = object(value);
  const latency = object(given.latency);
  const bin = list(latency.bin).map((at) => (isLatencyBin(at as number) ? (at as number) : damaged()));
  const count = list(latency.count).map(whole);
  const isAscending = bin.every((at, i) => i === 0 || at > (bin[i - 1] as number));
  const statusClasses = list(given.statusClasses).map(whole);
  if (count.length !== bin.length || !isAscending || statusClasses.length !== 5) damaged();
  return {
    method: text(given.method),
    route: text(given.route),
    requests: whole(given.requests),
    statusClasses,
    aborted: whole(given.aborted),
    latency: {
      bin: Int32Array.from(bin),
      count: Float64Array.from(count),
      sumMicros: whole(latency.sumMicros),
      maxMicros: whole(latency.maxMicros),
    },
    gcMicros: whole(given.gcMicros),
  };
}

function readWeight(value: unknown): Weight {
  const { samples, wallMicros, cpuMicros } = object(value);
  return { samples: whole(samples), wallMicros: whole(wallMicros), cpuMicros: whole(cpuMicros) };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return damaged();
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : damaged();
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : damaged();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : damaged();
}

function whole(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : damaged();
}

function damaged(): never {
  throw new ProfileFormatError('The profile’s request statistics are damaged. Get the file again.');
}
