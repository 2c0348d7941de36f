import { type Window, windowFormat } from '../profile/window.ts';
import { type SourceShare, summaryOf } from '../profile/window-summary.ts';
import {
  damaged,
  decodeJson,
  encodeJson,
  insideNames,
  insideSources,
  type Json,
  latencyJson,
  latencyKeys,
  ledgerJson,
  list,
  measureJson,
  named,
  object,
  readLatency,
  readLedger,
  readMeasure,
  readSource,
  sourceJson,
  text,
  unknownKeys,
  whole,
} from './field-json.ts';
import type { FileHead, StandsFor } from './file-head.ts';
import { LaterFormatError } from './profile-format-error.ts';

/** A field that pprof does not have and its readers skip. It has what a listing shows of the window. */
export const headField = 1000;
/** Another one, of large windows in a store: their digest. */
export const digestField = 1002;
/** Changes when an older reader would misread the field. In version 1 it also held the statistics, at the file's end. */
const version = 2;

const headKeys: ReadonlySet<string> = new Set([
  'version',
  'format',
  'sources',
  'startMicros',
  'endMicros',
  'elapsedMicros',
  'requests',
  'cpuMicros',
  'latency',
  'covers',
  'beneath',
  'preferred',
  'droppedFields',
  'ledger',
  'lostRequests',
  'digestBytes',
  'spanMillis',
  'perSource',
]);

export interface Head {
  readonly window: Omit<Window, 'frames' | 'routes' | 'runtime' | 'unknown'>;
  /** Keys that this version does not know. */
  readonly unknown: Json;
  /** The same within sources and latencies, by the names of `insideNames`. */
  readonly inside: Readonly<Record<string, Json>>;
  /** `undefined` in files of version 1. */
  readonly summary: FileHead | undefined;
  /** The packed length of the digest that follows; 0 where there is none. */
  readonly digestBytes: number;
  /** The whole field: in version 1, it also holds what is in the statistics field now. */
  readonly given: Json;
}

export function encodeHead(
  window: Window,
  { covers, beneath, spanMillis, perSource }: StandsFor,
  digestBytes = 0,
): Uint8Array {
  const { format, elapsedMicros, preferred, droppedFields, ledger, lostRequests, unknown } = window;
  const { sources, startMicros, endMicros, requests, cpuMicros, latency } = summaryOf(window, '');
  return encodeJson({
    version,
    format,
    sources: sources.map((source) => ({
      ...sourceJson(source),
      ...unknown?.inside[insideNames.source(source)],
    })),
    startMicros,
    endMicros,
    elapsedMicros,
    requests,
    cpuMicros,
    latency: { ...latencyJson(latency), ...unknown?.inside[insideNames.latency] },
    covers,
    beneath,
    ...(preferred && { preferred: measureJson(preferred) }),
    ...(droppedFields && { droppedFields }),
    ...(ledger && { ledger: ledgerJson(ledger) }),
    ...(lostRequests && { lostRequests }),
    ...(spanMillis !== undefined && { spanMillis }),
    ...(perSource !== undefined && {
      perSource: perSource.flatMap((share) => [share.requests, share.cpuMicros]),
    }),
    ...(digestBytes > 0 && { digestBytes }),
    ...unknown?.head,
  });
}

/**
 * Reads what `encodeHead` wrote; nothing in it is trusted.
 *
 * @throws ProfileFormatError when it is damaged, a `LaterFormatError` when it is of a later version.
 */
export function decodeHead(bytes: Uint8Array): Head {
  const given = decodeJson(bytes);
  const written = whole(given.version);
  const format = whole(given.format);
  if (written > version || format > windowFormat) {
    throw new LaterFormatError(
      `The profile was written by a newer version of routeprof (${written}, ${format}). Read it with that version, or a later one.`,
    );
  }
  if (written === 0 || format !== windowFormat) damaged();
  const sources = list(given.sources).map(readSource);
  const startMicros = whole(given.startMicros);
  const endMicros = whole(given.endMicros);
  const counted = {
    ...(given.ledger !== undefined && { ledger: readLedger(given.ledger) }),
    ...(given.lostRequests !== undefined && { lostRequests: whole(given.lostRequests) }),
  };
  return {
    window: {
      format: windowFormat,
      sources,
      startMicros,
      endMicros,
      elapsedMicros: whole(given.elapsedMicros),
      ...(given.preferred !== undefined && { preferred: readMeasure(given.preferred) }),
      ...(given.droppedFields !== undefined && { droppedFields: whole(given.droppedFields) }),
      ...counted,
    },
    // In version 1 the statistics are in this field as well.
    unknown: written === 1 ? {} : unknownKeys(given, headKeys),
    inside: written === 1 ? {} : insideHead(given),
    summary:
      written === 1
        ? undefined
        : {
            sources,
            startMicros,
            endMicros,
            requests: whole(given.requests),
            cpuMicros: whole(given.cpuMicros),
            latency: readLatency(given.latency),
            covers: list(given.covers).map(text),
            beneath: list(given.beneath).map(text),
            ...(given.spanMillis !== undefined && { spanMillis: whole(given.spanMillis) }),
            ...(given.perSource !== undefined && {
              perSource: readShares(list(given.perSource), sources.length),
            }),
            ...counted,
          },
    digestBytes: given.digestBytes === undefined ? 0 : whole(given.digestBytes),
    given,
  };
}

function readShares(numbers: readonly unknown[], sources: number): SourceShare[] {
  if (numbers.length !== 2 * sources) damaged();
  return Array.from({ length: sources }, (_, i) => ({
    requests: whole(numbers[2 * i]),
    cpuMicros: whole(numbers[2 * i + 1]),
  }));
}

function insideHead({ sources, latency }: Json): Readonly<Record<string, Json>> {
  return {
    ...insideSources(list(sources)),
    ...named([[insideNames.latency, unknownKeys(object(latency), latencyKeys)]]),
  };
}
