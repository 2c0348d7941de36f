import { isLatencyBin, type LatencySketch } from '../profile/latency.ts';
import type { Source } from '../profile/window.ts';
import { ProfileFormatError } from './profile-format-error.ts';

/** What our own fields hold: JSON, of which nothing is trusted. Each reader throws a `ProfileFormatError`. */
export type Json = Readonly<Record<string, unknown>>;

export function encodeJson(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

export function decodeJson(bytes: Uint8Array): Json {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged();
  }
  return object(value);
}

export function sourceJson({ service, version, instance, pid, node, engine, rate }: Source): Source {
  return { service, version, instance, pid, node, engine, rate };
}

export function readSource(value: unknown): Source {
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

export function latencyJson({ bin, count, sumMicros, maxMicros }: LatencySketch): Json {
  return { bin: [...bin], count: [...count], sumMicros, maxMicros };
}

export function readLatency(value: unknown): LatencySketch {
  const given = object(value);
  const bin = list(given.bin).map((at) => (isLatencyBin(at as number) ? (at as number) : damaged()));
  const count = list(given.count).map(whole);
  const isAscending = bin.every((at, i) => i === 0 || at > (bin[i - 1] as number));
  if (count.length !== bin.length || !isAscending) damaged();
  return {
    bin: Int32Array.from(bin),
    count: Float64Array.from(count),
    sumMicros: whole(given.sumMicros),
    maxMicros: whole(given.maxMicros),
  };
}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : damaged();
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : damaged();
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : damaged();
}

export function whole(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : damaged();
}

export function damaged(): never {
  throw new ProfileFormatError('The profile’s request statistics are damaged. Get the file again.');
}
