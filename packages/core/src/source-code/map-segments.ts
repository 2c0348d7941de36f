// Bundled into the text of the source-map thread, so it imports only files that are in the same text.
import type { CodeOffset } from './read-source-map.ts';

/** A part of a line of the code, and where it was written. Counted from 0, as in maps. */
export interface Segment {
  readonly line: number;
  readonly column: number;
  /** An index of the map's sources; -1 where the map does not say. */
  readonly source: number;
  readonly writtenLine: number;
  readonly writtenColumn: number;
  /** An index of the map's names; -1 where the map does not say. */
  readonly name: number;
}

/** Mappings as they are in the map, which is their shortest form, with stops from which they can be read. */
export interface Mappings {
  readonly text: string;
  /** The `Reading`s at the stops, one after the other: see `stopWidth`. */
  readonly stops: Int32Array;
}

/** The state of reading at `at`: the sums of all steps, and how many fields the last segment had. */
interface Reading {
  at: number;
  fields: number;
  line: number;
  column: number;
  source: number;
  writtenLine: number;
  writtenColumn: number;
  name: number;
}

/** The numbers of a `Reading`, in their order there. */
const stopWidth = 8;
const charsBetweenStops = 4_096;
const comma = 44;
const semicolon = 59;
/** The values of base 64 digits, by character code; -1 for others. */
const digits: Int8Array = new Int8Array(128).fill(-1);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach((digit, value) => {
  digits[digit.charCodeAt(0)] = value;
});

/** Reads all mappings once. Throws for invalid ones. */
export function indexMappings(text: string): Mappings {
  const stops: number[] = [];
  const reading = stopAt([], -1);
  for (let lastStop = 0; readNext(text, reading); ) {
    if (reading.at - lastStop < charsBetweenStops) continue;
    lastStop = reading.at;
    const { at, fields, line, column, source, writtenLine, writtenColumn, name } = reading;
    stops.push(at, fields, line, column, source, writtenLine, writtenColumn, name);
  }
  return { text, stops: Int32Array.from(stops) };
}

/** The last segment of the line that begins at the column or before it. */
export function findSegment({ text, stops }: Mappings, line: number, column: number): Segment | undefined {
  const wanted = { line, column };
  const stop = lastBefore(stops.length / stopWidth, (i) => isAfter(stopAt(stops, i), wanted));
  let reading = stopAt(stops, stop);
  for (;;) {
    const next = { ...reading };
    if (!readNext(text, next) || isAfter(next, wanted)) break;
    reading = next;
  }
  const { fields, source, name } = reading;
  if (fields === 0 || reading.line !== line) return undefined;
  return { ...reading, source: fields >= 4 ? source : -1, name: fields >= 5 ? name : -1 };
}

export function isAfter(one: CodeOffset, other: CodeOffset): boolean {
  return one.line > other.line || (one.line === other.line && one.column > other.column);
}

/** The index of the last of `count` items that is not after the wanted one; -1 if all are. */
export function lastBefore(count: number, isAfter: (index: number) => boolean): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isAfter(middle)) to = middle;
    else from = middle + 1;
  }
  return from - 1;
}

function stopAt(stops: ArrayLike<number>, index: number): Reading {
  const number = (field: number): number => stops[index * stopWidth + field] ?? 0;
  return {
    ...{ at: number(0), fields: number(1), line: number(2), column: number(3) },
    ...{ source: number(4), writtenLine: number(5), writtenColumn: number(6), name: number(7) },
  };
}

/** Moves to the next segment; `false` at the end. */
function readNext(text: string, reading: Reading): boolean {
  let { at } = reading;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === semicolon) {
      reading.line++;
      reading.column = 0;
    } else if (char !== comma) {
      break;
    }
  }
  let fields = 0;
  let value = 0;
  let shift = 0;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === comma || char === semicolon) break;
    const digit = digits[char] ?? -1;
    if (digit < 0 || shift > 30) throw noMappings();
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    const step = value & 1 ? -(value >>> 1) : value >>> 1;
    if (fields === 0) reading.column += step;
    else if (fields === 1) reading.source += step;
    else if (fields === 2) reading.writtenLine += step;
    else if (fields === 3) reading.writtenColumn += step;
    else if (fields === 4) reading.name += step;
    fields++;
    value = 0;
    shift = 0;
  }
  if (shift > 0) throw noMappings();
  reading.at = at;
  reading.fields = fields;
  return fields > 0;
}

function noMappings(): Error {
  return new Error('the mappings are not base 64 VLQ');
}
