import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { StringTable } from 'pprof-format';
import { inTurns } from '../in-turns.ts';
import { ProtobufReader } from '../pprof/protobuf-reader.ts';
import {
  bytesField,
  fixed64Field,
  messageField,
  numberField,
  numbersField,
} from '../pprof/protobuf-writer.ts';
import { samplesOf } from '../pprof/samples.ts';
import { toNanos } from '../pprof/write-columns.ts';
import { gcName, type Source, type Window } from '../profile/window.ts';
import type { PushFormat } from './push-format.ts';
import { routeLabels } from './route-labels.ts';

const pack = promisify(gzip);

/**
 * OpenTelemetry's profiles signal over HTTP, `v1development` as in opentelemetry-proto 1.10 and 1.11. It is an alpha version:
 * 1.9 and earlier are not compatible with it, and later ones may not be either.
 */
export const otlpFormat: PushFormat = {
  name: 'OTLP',
  path: 'v1development/profiles',
  headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
  async encode(window) {
    return await pack(await inTurns('push profile', requestSteps(window)));
  },
  isRetried: (status) => [429, 502, 503, 504].includes(status),
  isRejected(answer) {
    const [partialSuccess, rejectedProfiles] = [1, 1];
    const response = new ProtobufReader(answer);
    while (response.next()) {
      if (response.field !== partialSuccess) continue;
      const partial = response.message();
      while (partial.next()) if (partial.field === rejectedProfiles && partial.number() > 0) return true;
    }
    return false;
  },
};

const labelsOf = routeLabels('http.request.method', 'http.route');

/** Each profile has one kind of value; what they refer to is in a dictionary for all. */
const kinds = [
  ['samples', 'count'],
  ['cpu', 'nanoseconds'],
  ['wall', 'nanoseconds'],
] as const;

/** Index 0 of each table is a message without fields, and means none. */
const nothing = new Uint8Array(0);

/** `ExportProfilesServiceRequest`. */
function* requestSteps(window: Window): Generator<void, Uint8Array> {
  const strings = new StringTable();
  const functions = createTable(3);
  const attributes = createTable(6);
  const stacks = createTable(7);
  const attributeOf = ({ key, str }: Label): number =>
    attributes.indexOf(`${key} ${str}`, () => [
      numberField(1, key),
      messageField(2, bytesField(1, strings.strings[str] ?? '')),
    ]);
  const samples: Uint8Array[][] = kinds.map(() => []);
  for (const row of samplesOf(window, { hasWork: true, others: [] }, strings, labelsOf)) {
    for (const { locationId = [], value = [], label = [] } of row) {
      const stack = stacks.indexOf(locationId.join(), () => [numbersField(1, locationId as number[])]);
      const indices = numbersField(2, (label as Label[]).map(attributeOf));
      for (const [kind, list] of samples.entries()) {
        const amount = value[kind] ?? 0;
        if (Number(amount) > 0)
          list.push(messageField(2, numberField(1, stack), indices, numbersField(4, [amount])));
      }
      yield;
    }
  }
  const profiles = kinds.map(([name, unit], kind) =>
    messageField(
      2,
      messageField(1, numberField(1, strings.dedup(name)), numberField(2, strings.dedup(unit))),
      samples[kind] ?? [],
      fixed64Field(3, BigInt(window.startMicros) * 1000n),
      numberField(4, toNanos(window.endMicros - window.startMicros)),
      bytesField(7, randomBytes(16)),
    ),
  );
  yield;
  const locations: Uint8Array[] = [bytesField(2, nothing)];
  for (const { name, file, line, column } of [...window.frames, noPlace(gcName)]) {
    const at = functions.indexOf([name, file, line].join('\0'), () => [
      numberField(1, strings.dedup(name)),
      numberField(3, strings.dedup(file)),
      numberField(4, line),
    ]);
    const position = [numberField(1, at), numberField(2, line), numberField(3, column)];
    locations.push(messageField(2, messageField(3, ...position)));
    yield;
  }
  const scope = messageField(1, bytesField(1, 'routeprof'));
  const resourceProfiles = messageField(1, resourceOf(window.sources), messageField(2, scope, profiles));
  const dictionary = messageField(
    2,
    // No mappings and no links, but each table has its index 0.
    ...[bytesField(1, nothing), locations, functions.entries, bytesField(4, nothing)],
    strings.strings.map((text) => bytesField(5, text)),
    ...[attributes.entries, stacks.entries],
  );
  return Buffer.concat([resourceProfiles, dictionary]);
}

type Label = { readonly key: number; readonly str: number };

/** A table of the dictionary: nothing is in it twice. */
interface Table {
  readonly entries: readonly Uint8Array[];
  indexOf(key: string, fields: () => readonly Uint8Array[]): number;
}

function createTable(field: number): Table {
  const entries: Uint8Array[] = [bytesField(field, nothing)];
  const indices = new Map([['', 0]]);
  return {
    entries,
    indexOf(key, fields) {
      let index = indices.get(key);
      if (index === undefined) {
        index = entries.push(messageField(field, ...fields())) - 1;
        indices.set(key, index);
      }
      return index;
    },
  };
}

function noPlace(name: string): Window['frames'][number] {
  return { name, file: '', line: 0, column: 0 };
}

function resourceOf([source]: readonly Source[]): Uint8Array {
  const pairs = [
    ['service.name', source?.service ?? ''],
    ['service.version', source?.version ?? ''],
    ['service.instance.id', source?.instance ?? ''],
  ] as const;
  const attributes = pairs
    .filter(([, value]) => value !== '')
    .map(([key, value]) => messageField(1, bytesField(1, key), messageField(2, bytesField(1, value))));
  return messageField(1, attributes);
}
