import { isLatencyBin } from '../profile/latency.ts';
import {
  type RouteWindow,
  type RuntimeWindow,
  type Source,
  type Window,
  windowFormat,
} from '../profile/window.ts';
import { ProfileFormatError } from './profile-format-error.ts';

/** What a window has beside its call trees and frames. */
export interface Statistics {
  readonly window: Omit<Window, 'frames' | 'routes' | 'runtime'>;
  readonly routes: readonly Omit<RouteWindow, 'tree'>[];
  readonly runtime: Omit<RuntimeWindow, 'background' | 'profiler'>;
  /** How many of the profile's functions are the window's frames. */
  readonly frames: number;
}

/** A field that pprof does not have and its readers skip. */
export const statisticsField = 1000;
/** Changes when an older reader would go wrong. */
const version = 1;

/** The statistics as JSON: what the extra field holds. */
export function encodeStatistics(window: Window): Uint8Array {
  const { format, sources, startMicros, endMicros, elapsedMicros, frames, routes, runtime } = window;
  const { idleMicros, gcMicros, gcSamples, gcCpuMicros, lost } = runtime;
  return Buffer.from(
    JSON.stringify({
      version,
      format,
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
      runtime: { idleMicros, gcMicros, gcSamples, gcCpuMicros, lost },
      routes: routes.map(({ method, route, requests, statusClasses, aborted, latency, gcMicros }) => ({
        method,
        route,
        requests,
        statusClasses,
        aborted,
        gcMicros,
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
  if (given.version !== version || given.format !== windowFormat) {
    throw new ProfileFormatError(
      `The profile was written by another version of routeprof (${show(given.version)}, ${show(given.format)}). Read it with that version, or a later one.`,
    );
  }
  const runtime = object(given.runtime);
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
    routes: list(given.routes).map(readRoute),
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

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'none').slice(0, 40);
}

function damaged(): never {
  throw new ProfileFormatError('The profile’s request statistics are damaged. Get the file again.');
}
