import { checkCount } from './bounds.ts';
import { digestField, headField } from './head-field.ts';
import {
  type FunctionRow,
  fieldsPerStep,
  type LineRow,
  type LocationRow,
  type NamedFrames,
  nameFrames,
  nameOwnFrames,
} from './name-frames.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { type Id, ProtobufReader } from './protobuf-reader.ts';
import { statisticsField } from './statistics-field.ts';
import { StringList } from './string-list.ts';

/** All of a profile except its samples. */
export interface PprofTables extends NamedFrames {
  readonly sampleTypes: readonly { readonly type: string; readonly unit: string }[];
  /** The text at this place of the string table. */
  text(index: number): string;
  readonly timeNanos: number | bigint;
  readonly durationNanos: number | bigint;
  /** The time between two samples; 0 when unknown. */
  readonly period: number;
  readonly periodUnit: string;
  /** The file of the first mapping: the program. */
  readonly program: string;
  /** The type that the file says to begin with; `''` when it says none. */
  readonly defaultType: string;
  /** Unknown fields, as they are in the file. */
  readonly unknown: { readonly bytes: Uint8Array; readonly count: number };
  /** The contents of the fields of our own profiles. */
  readonly head: Uint8Array | undefined;
  readonly statistics: Uint8Array | undefined;
}

/** The numbers of `Profile`'s fields in profile.proto. */
export const fields = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  string: 6,
  timeNanos: 9,
  durationNanos: 10,
  periodType: 11,
  period: 12,
  defaultType: 14,
} as const;

/** The last field of profile.proto. */
const lastKnownField = 15;

/** Reads everything except the samples, which come before the tables that they need. */
export function* readTables(bytes: Uint8Array): Generator<void, PprofTables> {
  const strings = new StringList(bytes);
  const functions = new Map<Id, FunctionRow>();
  const locations = new Map<Id, LocationRow>();
  let lines = 0;
  const mappings = new Map<Id, number>();
  const sampleTypes: ValueType[] = [];
  const found = { timeNanos: 0 as number | bigint, durationNanos: 0 as number | bigint, period: 0 };
  let periodType: ValueType = { type: 0, unit: 0 };
  let head: Uint8Array | undefined;
  let statistics: Uint8Array | undefined;
  let defaultType = 0;
  const unknown: Uint8Array[] = [];
  const profile = new ProtobufReader(bytes);
  for (let count = 1; profile.next(); count++) {
    if (count % fieldsPerStep === 0) yield;
    const { field } = profile;
    if (field === fields.sampleType) sampleTypes.push(readValueType(profile.message()));
    else if (field === fields.mapping) readMapping(profile.message(), mappings);
    else if (field === fields.location)
      checkCount('lines', (lines += readLocation(profile.message(), locations)));
    else if (field === fields.function) readFunction(profile.message(), functions);
    else if (field === fields.string) strings.add(profile);
    else if (field === fields.timeNanos) found.timeNanos = profile.int64();
    else if (field === fields.durationNanos) found.durationNanos = profile.int64();
    else if (field === fields.period) found.period = Number(profile.int64());
    else if (field === fields.periodType) periodType = readValueType(profile.message());
    else if (field === headField) head = onlyOne(head, profile);
    else if (field === statisticsField) statistics = onlyOne(statistics, profile);
    else if (field === fields.defaultType) defaultType = profile.number();
    else if (field > lastKnownField && field !== digestField)
      checkCount(
        'fields of a later version',
        unknown.push(bytes.subarray(profile.fieldStart, profile.fieldEnd)),
      );
  }
  const [program] = mappings.values();
  return {
    ...found,
    sampleTypes: sampleTypes.map(({ type, unit }) => ({ type: strings.at(type), unit: strings.at(unit) })),
    text: (index) => strings.at(index),
    ...(head === undefined
      ? yield* nameFrames(functions, locations, mappings, strings, {
          isOurs: statistics !== undefined,
          bytes: bytes.length,
        })
      : nameOwnFrames(functions, locations, strings, bytes.length)),
    periodUnit: strings.at(periodType.unit),
    program: program === undefined ? '' : strings.at(program),
    defaultType: strings.at(defaultType),
    // A copy, because a part would keep the whole file in memory.
    unknown: { bytes: Buffer.concat(unknown), count: unknown.length },
    head,
    statistics,
  };
}

function onlyOne(known: Uint8Array | undefined, field: ProtobufReader): Uint8Array {
  field.expectBytes();
  if (known !== undefined) {
    throw new ProfileFormatError('These are two profiles in one file. Give them as two files.');
  }
  return field.bytes.subarray(field.start, field.end);
}

interface ValueType {
  readonly type: number;
  readonly unit: number;
}

function readValueType(message: ProtobufReader): ValueType {
  const found = { type: 0, unit: 0 };
  while (message.next()) {
    if (message.field === 1) found.type = message.number();
    else if (message.field === 2) found.unit = message.number();
  }
  return found;
}

function readMapping(message: ProtobufReader, mappings: Map<Id, number>): void {
  let id: Id = 0;
  let filename = 0;
  while (message.next()) {
    if (message.field === 1) id = message.id();
    else if (message.field === 5) filename = message.number();
  }
  addOnce(mappings, id, filename, 'mapping');
}

function readFunction(message: ProtobufReader, functions: Map<Id, FunctionRow>): void {
  const found = { name: 0, file: 0, startLine: 0 };
  let id: Id = 0;
  let systemName = 0;
  while (message.next()) {
    if (message.field === 1) id = message.id();
    else if (message.field === 2) found.name = message.number();
    else if (message.field === 3) systemName = message.number();
    else if (message.field === 4) found.file = message.number();
    else if (message.field === 5) found.startLine = lineNumber(message.int64());
  }
  if (found.name === 0) found.name = systemName;
  addOnce(functions, id, found, 'function');
}

/** Returns how many lines the location has. */
function readLocation(message: ProtobufReader, locations: Map<Id, LocationRow>): number {
  let id: Id = 0;
  let mapping: Id = 0;
  let address: number | bigint = 0;
  const lines: LineRow[] = [];
  while (message.next()) {
    if (message.field === 1) id = message.id();
    else if (message.field === 2) mapping = message.id();
    else if (message.field === 3) address = message.int64();
    else if (message.field === 4) lines.push(readLine(message.message()));
  }
  addOnce(locations, id, { address, mapping, lines }, 'location');
  return lines.length;
}

function readLine(message: ProtobufReader): LineRow {
  let functionId: Id = 0;
  let [line, column] = [0, 0];
  while (message.next()) {
    if (message.field === 1) functionId = message.id();
    else if (message.field === 2) line = lineNumber(message.int64());
    else if (message.field === 3) column = lineNumber(message.int64());
  }
  return { functionId, line, column };
}

/** Lines are signed in pprof; an invalid one counts as unknown. */
function lineNumber(value: number | bigint): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}

function addOnce<Row>(rows: Map<Id, Row>, id: Id, row: Row, what: 'mapping' | 'function' | 'location'): void {
  if (id === 0 || rows.has(id)) {
    throw new ProfileFormatError(
      `The profile has ${id === 0 ? `a ${what} without a number` : `two ${what}s of number ${id}`}. Whatever wrote it is wrong, or it was damaged.`,
    );
  }
  rows.set(id, row);
  checkCount(`${what}s`, rows.size);
}
