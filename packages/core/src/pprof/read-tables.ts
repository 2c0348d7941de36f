import type { Frame } from '../sample/stack-tree.ts';
import { checkCount, checkNames } from './bounds.ts';
import { headField } from './head-field.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { type Id, ProtobufReader } from './protobuf-reader.ts';
import { statisticsField } from './statistics-field.ts';

/** All of a profile but its samples. */
export interface PprofTables {
  readonly sampleTypes: readonly { readonly type: string; readonly unit: string }[];
  /** The text at this place of the string table. */
  text(index: number): string;
  readonly frames: readonly Frame[];
  /** By a location's id: the numbers of its frames, innermost first. Throws for an id that there is not. */
  framesAt(locationId: Id): readonly number[];
  readonly timeNanos: number | bigint;
  readonly durationNanos: number | bigint;
  /** The time between two samples; 0 when unknown. */
  readonly period: number;
  readonly periodUnit: string;
  /** What the first mapping is a mapping of: the program. */
  readonly program: string;
  /** The type that the file says to begin with; `''` when it says none. */
  readonly defaultType: string;
  /** Fields that nothing is known of, as they stand. */
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

interface LocationRow {
  readonly address: number | bigint;
  readonly mapping: Id;
  readonly lines: readonly LineRow[];
}

interface LineRow {
  readonly functionId: Id;
  readonly line: number;
  readonly column: number;
}

interface FunctionRow {
  readonly name: number;
  readonly file: number;
  readonly startLine: number;
}

/** Fields that are read, or frames that are named, between two turns of the loop. */
export const fieldsPerStep = 256;

/** Reads everything but the samples: they come before the tables that they need. */
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
    else if (field > lastKnownField) unknown.push(bytes.subarray(profile.fieldStart, profile.fieldEnd));
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
    // A copy: what it is cut from is the whole file.
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

/** Gives back how many lines it has. */
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

/** Lines are signed in pprof; what is none counts as unknown. */
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

/**
 * A frame is a function where it is defined. Some writers only tell the lines that ran: the first of them stands for
 * the function then. Code without a function goes by its address.
 */
function* nameFrames(
  functions: ReadonlyMap<Id, FunctionRow>,
  locations: ReadonlyMap<Id, LocationRow>,
  mappings: ReadonlyMap<Id, number>,
  strings: StringList,
  { isOurs, bytes }: { readonly isOurs: boolean; readonly bytes: number },
): Generator<void, Pick<PprofTables, 'frames' | 'framesAt'>> {
  const positions = new Map<Id, { line: number; column: number }>();
  let done = 0;
  for (const { lines } of locations.values()) {
    if (++done % fieldsPerStep === 0) yield;
    for (const { functionId: id, line, column } of lines) {
      const { startLine } = functions.get(id) ?? missing('function', id);
      const known = positions.get(id);
      const isFirst = startLine === 0 ? known === undefined || line < known.line : line === startLine;
      if (isFirst) positions.set(id, { line, column });
      else if (known === undefined) positions.set(id, { line: startLine, column: 0 });
    }
  }
  const { frames, append } = frameList(bytes);
  const numbers = new Map<string, number>();
  const intern = (key: string, make: () => Frame): number => {
    let number = isOurs ? undefined : numbers.get(key);
    if (number === undefined) numbers.set(key, (number = append(make())));
    return number;
  };
  const byFunction = new Map<Id, number>();
  for (const [id, { name, file, startLine }] of functions) {
    const { line, column } = positions.get(id) ?? { line: startLine, column: 0 };
    const key = `${strings.place(name)} ${strings.place(file)} ${line} ${column}`;
    byFunction.set(
      id,
      intern(key, () => ({ name: strings.at(name), file: strings.at(file), line, column })),
    );
  }
  const byLocation = new Map<Id, readonly number[]>();
  for (const [id, { address, mapping, lines }] of locations) {
    const at = lines.map(({ functionId }) => byFunction.get(functionId) as number);
    if (at.length === 0) {
      const file = mapping === 0 ? 0 : (mappings.get(mapping) ?? missing('mapping', mapping));
      const name = `0x${BigInt.asUintN(64, BigInt(address)).toString(16)}`;
      at.push(
        intern(`${name} ${strings.place(file)}`, () => ({
          name,
          file: strings.at(file),
          line: 0,
          column: 0,
        })),
      );
    }
    byLocation.set(id, at);
  }
  return { frames, framesAt: (id) => byLocation.get(id) ?? missing('location', id) };
}

const noLine: LineRow = { functionId: 0, line: 0, column: 0 };

/** In our own profiles each location is a function where it is defined, and each function a frame, in order. */
function nameOwnFrames(
  functions: ReadonlyMap<Id, FunctionRow>,
  locations: ReadonlyMap<Id, LocationRow>,
  strings: StringList,
  bytes: number,
): Pick<PprofTables, 'frames' | 'framesAt'> {
  const { frames, append } = frameList(bytes);
  const byLocation = new Map<Id, readonly number[]>();
  for (const [id, { lines }] of locations) {
    const { functionId, line, column } = lines[0] ?? noLine;
    const { name, file } = functions.get(functionId) ?? missing('function', functionId);
    byLocation.set(id, [append({ name: strings.at(name), file: strings.at(file), line, column })]);
  }
  return { frames, framesAt: (id) => byLocation.get(id) ?? missing('location', id) };
}

/** The frames of a profile of so many bytes; `append` gives a frame its number. */
function frameList(bytes: number) {
  const frames: Frame[] = [];
  let letters = 0;
  const append = (frame: Frame): number => {
    letters += frame.name.length + frame.file.length;
    checkNames(letters, bytes);
    return frames.push(frame) - 1;
  };
  return { frames, append };
}

function missing(what: string, id: Id): never {
  throw new ProfileFormatError(
    `The profile refers to ${what} ${id}, which it does not have. Whatever wrote it is wrong, or it was damaged.`,
  );
}

/** The string table. A text is decoded once, however many refer to it, and only if somebody does. */
class StringList {
  readonly #bytes: Buffer;
  readonly #bounds: number[] = [];
  readonly #texts: (string | undefined)[] = [];
  readonly #places = new Map<string, number>();

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  add(field: ProtobufReader): void {
    field.expectBytes();
    this.#bounds.push(field.start, field.end);
    checkCount('texts', this.#bounds.length / 2);
  }

  at(index: number): string {
    const known = this.#texts[index];
    if (known !== undefined) return known;
    const start = this.#bounds[2 * index];
    if (start === undefined) {
      // Profiles that name nothing may leave the table out.
      if (index === 0) return '';
      return missing('text', index);
    }
    return (this.#texts[index] = this.#bytes.toString('utf8', start, this.#bounds[2 * index + 1]));
  }

  /** A number that equal texts share. */
  place(index: number): number {
    const text = this.at(index);
    let place = this.#places.get(text);
    if (place === undefined) this.#places.set(text, (place = index));
    return place;
  }
}
