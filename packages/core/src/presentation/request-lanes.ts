import { grouped } from '../grouped.ts';
import { groupOfWait, type PartKind } from './latency-parts.ts';
import type { SlowRequest, SlowStep } from './model/latency-rows.ts';
import { formatDuration, shareOf } from './quantity.ts';
import { delayerName, waitName } from './wait-words.ts';

/** A part of an axis, and what its time went to. */
export interface Stretch {
  readonly kind: PartKind;
  /** Shares of the axis, 0 to 1. */
  readonly from: number;
  readonly width: number;
  readonly title: string;
}

/** What happened in a request for one reason: its own work, waits at a place, delays by one route. */
export interface Lane {
  readonly key: string;
  readonly kind: PartKind;
  /** `GET /report`, `postgres`; `''` for its own work and garbage collection. */
  readonly name: string;
  /** Of waits. */
  readonly wait: SlowStep['wait'];
  /** Of a delay: whether it is by a route. */
  readonly isByRoute: boolean;
  readonly micros: number;
  readonly stretches: readonly Stretch[];
}

/** How long the axis is: it begins before Node saw the request. */
function axisMicros({ beforeNodeMicros, totalMicros }: SlowRequest): number {
  return beforeNodeMicros + totalMicros;
}

/** A request as lanes on one axis, in the order in which they begin. More than `most` are drawn in one. */
export function lanesOf(request: SlowRequest, most: number): Lane[] {
  const found = Array.from(grouped(request.steps, keyOf), ([key, steps]) => laneOf(key, steps, request));
  const before = beforeLane(request);
  if (found.length <= most) return [...before, ...found];
  const kept = new Set([...found].sort((a, b) => b.micros - a.micros).slice(0, most - 1));
  const rest = found.filter((lane) => !kept.has(lane));
  return [...before, ...found.filter((lane) => kept.has(lane)), joined(rest)];
}

function beforeLane(request: SlowRequest): Lane[] {
  const micros = request.beforeNodeMicros;
  if (!(micros > 0)) return [];
  const width = shareOf(micros, axisMicros(request));
  const stretch: Stretch = { kind: 'before', from: 0, width, title: `about ${formatDuration(micros)}` };
  return [{ ...plainLane, key: 'before', kind: 'before', micros, stretches: [stretch] }];
}

const plainLane = { name: '', wait: undefined, isByRoute: false } as const;

function keyOf({ kind, wait, by }: SlowStep): string {
  if (wait !== undefined) {
    const { target, operation, name, file, line, column } = wait;
    return JSON.stringify([kind, wait.kind, target, operation, name, file, line, column]);
  }
  return JSON.stringify([kind, by?.method, by?.route]);
}

function laneOf(key: string, steps: readonly SlowStep[], request: SlowRequest): Lane {
  const [{ kind, wait, by }] = steps as [SlowStep];
  const tone: PartKind = wait === undefined ? (kind === 'wait' ? 'rest' : kind) : groupOfWait(wait);
  const blamed = by && { byMethod: by.method, byRoute: by.route };
  return {
    key,
    kind: tone,
    name: wait === undefined ? (blamed ? delayerName(blamed) : '') : waitName(wait),
    wait,
    isByRoute: Boolean(by?.method),
    micros: steps.reduce((sum, { micros }) => sum + micros, 0),
    stretches: steps.map((step) => stretchOf(step, tone, request)),
  };
}

function stretchOf({ startMicros, micros }: SlowStep, kind: PartKind, request: SlowRequest): Stretch {
  const whole = axisMicros(request);
  return {
    kind,
    from: shareOf(request.beforeNodeMicros + startMicros, whole),
    width: shareOf(micros, whole),
    title: `${formatDuration(micros)}, from ${formatDuration(startMicros)}`,
  };
}

/** Short lanes in one, each stretch in its own colour. */
function joined(lanes: readonly Lane[]): Lane {
  return {
    ...plainLane,
    key: 'rest',
    kind: 'waits',
    name: `${lanes.length} more`,
    micros: lanes.reduce((sum, { micros }) => sum + micros, 0),
    stretches: lanes.flatMap(({ stretches }) => stretches),
  };
}

/**
 * Round moments on the axis, from the request's arrival to its end: shares of the axis, with their texts. They are at
 * least `apart`, and the last two `apartFromEnd`.
 */
export function ticksOf(
  request: SlowRequest,
  apart: number,
  apartFromEnd: number = apart,
): { readonly at: number; readonly text: string }[] {
  const { totalMicros, beforeNodeMicros } = request;
  const axis = axisMicros(request);
  const step = roundStep(Math.max(totalMicros / 4, apart * axis));
  const moments = [0];
  for (let micros = step; micros <= totalMicros - apartFromEnd * axis; micros += step) moments.push(micros);
  return [...moments, totalMicros].map((micros) => ({
    at: shareOf(beforeNodeMicros + micros, axis),
    text: micros === 0 ? '0' : formatDuration(micros),
  }));
}

/** The next of 1, 2, 5, 10, … */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= least) ?? 10 * power;
}
