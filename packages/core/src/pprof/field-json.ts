import { decisionKinds } from '../decision.ts';
import type { LatencySketch } from '../profile/latency.ts';
import { isLatencyBin } from '../profile/latency-bins.ts';
import type { Heeds, Ledger } from '../profile/ledger.ts';
import type { Measure } from '../profile/measure.ts';
import type { Source } from '../profile/window.ts';
import { ProfileFormatError } from './profile-format-error.ts';

/** The JSON in our own fields. Nothing in it is trusted: each reader throws a `ProfileFormatError`. */
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

export function sourceJson(source: Source): Source {
  const { service, version, instance, pid, host, node, engine, rate, noStacks, many } = source;
  return {
    ...{ service, version, instance, pid, ...(host !== undefined && { host }), node, engine, rate },
    ...(noStacks && { noStacks }),
    ...(many && { many }),
  };
}

/** Where the unknown keys within parts of a window are kept. */
export const insideNames = {
  source: (source: Source): string => `source ${JSON.stringify(sourceJson(source))}`,
  tree: (name: string): string => `tree ${name}`,
  latency: 'latency',
};

const sourceKeys: ReadonlySet<string> = new Set([
  'service',
  'version',
  'instance',
  'pid',
  'host',
  'node',
  'engine',
  'rate',
  'noStacks',
  'many',
]);
export const latencyKeys: ReadonlySet<string> = new Set(['bin', 'count', 'sumMicros', 'maxMicros']);

/** The unknown keys of sources, by the names under which they are kept. */
export function insideSources(given: readonly unknown[]): Readonly<Record<string, Json>> {
  return named(
    given.map((one) => [insideNames.source(readSource(one)), unknownKeys(object(one), sourceKeys)]),
  );
}

/** The entries that have any keys. */
export function named(
  entries: readonly (readonly [name: string, keys: Json])[],
): Readonly<Record<string, Json>> {
  return Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0));
}

export function readSource(value: unknown): Source {
  const given = object(value);
  return {
    service: text(given.service),
    version: text(given.version),
    instance: text(given.instance),
    pid: whole(given.pid),
    ...(given.host !== undefined && { host: text(given.host) }),
    node: text(given.node),
    engine: text(given.engine),
    rate: whole(given.rate),
    ...(given.noStacks === true && { noStacks: true }),
    ...(given.many !== undefined && { many: readMany(object(given.many)) }),
  };
}

/** Sums of such numbers must stay whole. */
const mostProcesses = 1e9;

function readMany({ processes, stackProcesses }: Json): NonNullable<Source['many']> {
  const most = Math.max(whole(processes), whole(stackProcesses));
  if (most > mostProcesses) damaged();
  return { processes: processes as number, stackProcesses: stackProcesses as number };
}

export function ledgerJson(ledger: Ledger): Json {
  const { sinceMicros, from, to, keptMillis, everyMillis, isLast, isPaused, heeds } = ledger;
  return {
    ...{ sinceMicros, from, to, keptMillis, everyMillis },
    ...(isLast && { isLast }),
    ...(isPaused && { isPaused }),
    ...(heeds && { heeds }),
  };
}

export function readLedger(value: unknown): Ledger {
  const given = object(value);
  const [from, to] = [whole(given.from), whole(given.to)];
  if (from > to) damaged();
  return {
    ...{ sinceMicros: whole(given.sinceMicros), from, to },
    ...{ keptMillis: whole(given.keptMillis), everyMillis: whole(given.everyMillis) },
    ...(given.isLast === true && { isLast: true }),
    ...(given.isPaused === true && { isPaused: true }),
    ...(given.heeds !== undefined && { heeds: readHeeds(given.heeds) }),
  };
}

function readHeeds(value: unknown): Heeds {
  const given = object(value);
  return Object.fromEntries(
    decisionKinds.flatMap((kind) => (given[kind] === undefined ? [] : [[kind, whole(given[kind])]])),
  );
}

export function latencyJson({ bin, count, sumMicros, maxMicros }: LatencySketch): Json {
  return { bin: [...bin], count: [...count], sumMicros, maxMicros };
}

export function readLatency(value: unknown): LatencySketch {
  const given = object(value);
  const bins = list(given.bin);
  const counts = list(given.count);
  if (counts.length !== bins.length) damaged();
  const bin = new Int32Array(bins.length);
  const count = new Float64Array(bins.length);
  // A plain loop, because a window has thousands of sketches.
  for (let i = 0; i < bins.length; i++) {
    const at = bins[i] as number;
    if (!isLatencyBin(at) || (i > 0 && at <= (bin[i - 1] as number))) damaged();
    bin[i] = at;
    count[i] = whole(counts[i]);
  }
  return {
    bin,
    count,
    sumMicros: whole(given.sumMicros),
    maxMicros: whole(given.maxMicros),
  };
}

/** Keys that this version does not know, because a later one wrote them. */
export function unknownKeys(given: Json, known: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(given).filter(([key]) => !known.has(key)));
}

export function measureJson({ name, unit }: Measure): Json {
  return { name, unit };
}

export function readMeasure(value: unknown): Measure {
  const given = object(value);
  return { name: text(given.name), unit: text(given.unit) };
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
