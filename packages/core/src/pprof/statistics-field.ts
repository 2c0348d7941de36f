import type { RouteWindow, RuntimeWindow, Window } from '../profile/window.ts';
import {
  damaged,
  encodeJson,
  type Json,
  latencyJson,
  list,
  object,
  readLatency,
  text,
  whole,
} from './field-json.ts';

/** What a window has beside its head, call trees and frames. */
export interface Statistics {
  readonly routes: readonly Omit<RouteWindow, 'tree'>[];
  readonly runtime: Omit<RuntimeWindow, 'background' | 'profiler'>;
  /** How many of the profile's functions are the window's frames. */
  readonly frames: number;
}

/** Another field that pprof does not have. */
export const statisticsField = 1001;

export function encodeStatistics({ frames, routes, runtime }: Window): Uint8Array {
  const { idleMicros, gcMicros, gcSamples, gcCpuMicros, lost } = runtime;
  return encodeJson({
    frames: frames.length,
    runtime: { idleMicros, gcMicros, gcSamples, gcCpuMicros, lost },
    routes: routes.map(({ method, route, requests, statusClasses, aborted, latency, gcMicros }) => ({
      method,
      route,
      requests,
      statusClasses,
      aborted,
      gcMicros,
      latency: latencyJson(latency),
    })),
  });
}

/**
 * Reads what `encodeStatistics` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export function* readStatistics(given: Json): Generator<void, Statistics> {
  const runtime = object(given.runtime);
  const routes: Omit<RouteWindow, 'tree'>[] = [];
  for (const route of list(given.routes)) {
    routes.push(readRoute(route));
    yield;
  }
  return {
    frames: whole(given.frames),
    runtime: {
      idleMicros: whole(runtime.idleMicros),
      gcMicros: whole(runtime.gcMicros),
      gcSamples: whole(runtime.gcSamples),
      gcCpuMicros: whole(runtime.gcCpuMicros),
      lost: whole(runtime.lost),
    },
    routes,
  };
}

function readRoute(value: unknown): Omit<RouteWindow, 'tree'> {
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
  };
}
