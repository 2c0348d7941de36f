import { mostLine } from '../profile/line-builder.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { checkNames } from './bounds.ts';
import { missing } from './missing.ts';
import type { Id } from './protobuf-reader.ts';
import type { StringList } from './string-list.ts';

export interface LocationRow {
  readonly address: number | bigint;
  readonly mapping: Id;
  readonly lines: readonly LineRow[];
}

export interface LineRow {
  readonly functionId: Id;
  readonly line: number;
  readonly column: number;
}

export interface FunctionRow {
  readonly name: number;
  readonly file: number;
  readonly startLine: number;
}

/** How many fields to read, or frames to name, between two turns of the loop. */
export const fieldsPerStep = 256;

export interface NamedFrames {
  readonly frames: readonly Frame[];
  /** The numbers of a location's frames, innermost first. Throws for an unknown id. */
  framesAt(locationId: Id): readonly number[];
  /** The lines that ran, beside `framesAt`; 0 where one is not known. Absent where the profile only tells where functions begin. */
  readonly linesAt?: (locationId: Id) => readonly number[];
}

/**
 * A frame is a function at its definition. Some writers have only the lines that ran; the first of them then stands for
 * the function. Code without a function is named by its address.
 */
export function* nameFrames(
  functions: ReadonlyMap<Id, FunctionRow>,
  locations: ReadonlyMap<Id, LocationRow>,
  mappings: ReadonlyMap<Id, number>,
  strings: StringList,
  { isOurs, bytes }: { readonly isOurs: boolean; readonly bytes: number },
): Generator<void, NamedFrames> {
  const positions = new Map<Id, { line: number; column: number }>();
  let tellsLines = false;
  let done = 0;
  for (const { lines } of locations.values()) {
    if (++done % fieldsPerStep === 0) yield;
    for (const { functionId: id, line, column } of lines) {
      const { startLine } = functions.get(id) ?? missing('function', id);
      const known = positions.get(id);
      const begin = startLine || known?.line;
      tellsLines ||= line > 0 && begin !== undefined && line !== begin;
      const isFirst = startLine === 0 ? known === undefined || line < known.line : line === startLine;
      if (isFirst) positions.set(id, { line, column });
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
  const linesByLocation = new Map<Id, readonly number[]>();
  for (const [id, { address, mapping, lines }] of locations) {
    if (tellsLines && lines.length > 0)
      linesByLocation.set(
        id,
        lines.map(({ line }) => (line <= mostLine ? line : 0)),
      );
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
  return {
    frames,
    framesAt: (id) => byLocation.get(id) ?? missing('location', id),
    // Code without a function has no lines.
    ...(tellsLines && { linesAt: (id) => linesByLocation.get(id) ?? noLines }),
  };
}

const noLines: readonly number[] = [0];
const noLine: LineRow = { functionId: 0, line: 0, column: 0 };

/** In our own profiles each location is a function at its definition, and each function is a frame, in order. */
export function nameOwnFrames(
  functions: ReadonlyMap<Id, FunctionRow>,
  locations: ReadonlyMap<Id, LocationRow>,
  strings: StringList,
  bytes: number,
): NamedFrames {
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
