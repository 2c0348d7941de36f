import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { emptyTableToken, Profile, type ProfileInput, type SampleInput, StringTable } from 'pprof-format';
import { atOnce, inTurns } from '../in-turns.ts';
import { cpuMeasure } from '../profile/measure.ts';
import { gcName, type Window } from '../profile/window.ts';
import { type StandsFor, standsForNone } from './file-head.ts';
import { encodeHead, headField } from './head-field.ts';
import { samplesOf } from './samples.ts';
import { encodeStatistics, statisticsField } from './statistics-field.ts';
import { layoutOf, sampleTypes, toNanos, usualMeasure, type ValueLayout } from './write-columns.ts';

/** How many samples are encoded at a time. */
const batchSize = 100;
const pack = promisify(gzip);

/**
 * A window as a pprof profile: samples, CPU time and wall time of each stack, then the measures of its named trees,
 * labelled with its route. Equal windows give equal bytes.
 *
 * What pprof has no place for is in two more fields, which its readers skip. The head comes first and is packed by itself,
 * so that a listing unpacks only that: all readers take two gzip members for one file.
 *
 * @param standsFor Names of the files whose data this one has.
 */
export async function writePprof(window: Window, standsFor: StandsFor = standsForNone): Promise<Uint8Array> {
  const { head, rest } = await inTurns('write pprof', pprofSteps(window, standsFor));
  return Buffer.concat(await Promise.all([pack(head), pack(rest)]));
}

/** The same bytes, made synchronously for the end of a process. */
export function writePprofNow(window: Window, standsFor: StandsFor = standsForNone): Uint8Array {
  const { head, rest } = atOnce(pprofSteps(window, standsFor));
  return Buffer.concat([gzipSync(head), gzipSync(rest)]);
}

interface PprofParts {
  readonly head: Uint8Array;
  readonly rest: Uint8Array;
}

function* pprofSteps(window: Window, standsFor: StandsFor): Generator<void, PprofParts> {
  const strings = new StringTable();
  const layout = layoutOf(window);
  // A protobuf message may be written in parts: readers join the lists of all parts.
  const parts: Uint8Array[] = [encodePart(headOf(window, layout, strings))];
  let batch: SampleInput[] = [];
  for (const samples of samplesOf(window, layout, strings)) {
    for (const sample of samples) {
      if (batch.push(sample) < batchSize) continue;
      parts.push(encodePart({ sample: batch }));
      batch = [];
      yield;
    }
    yield;
  }
  parts.push(encodePart({ sample: batch }));
  yield;
  const frames = [...window.frames, { name: gcName, file: '', line: 0, column: 0 }];
  for (let from = 0; from < frames.length; from += batchSize) {
    parts.push(encodePart(functionsOf(frames.slice(from, from + batchSize), from, strings)));
    yield;
  }
  parts.push(encodePart({ stringTable: strings }));
  yield;
  parts.push(extraField(statisticsField, yield* encodeStatistics(window, layout.others)));
  yield;
  if (window.unknown !== undefined) parts.push(window.unknown.fields);
  const head = extraField(headField, encodeHead(window, standsFor));
  yield;
  return { head, rest: Buffer.concat(parts) };
}

function encodePart(input: ProfileInput): Uint8Array {
  return new Profile({ stringTable: new StringTable(emptyTableToken), ...input }).encode();
}

function headOf(
  { sources, startMicros, endMicros, preferred }: Window,
  layout: ValueLayout,
  strings: StringTable,
): ProfileInput {
  const text = (value: string): number => strings.dedup(value);
  const cpu = { type: text(cpuMeasure.name), unit: text('nanoseconds') };
  const [first] = sources;
  return {
    sampleType: sampleTypes(strings, layout),
    defaultSampleType: text((preferred ?? usualMeasure(layout)).name),
    periodType: cpu,
    period: first === undefined || first.rate === 0 ? 0 : Math.round(1e9 / first.rate),
    timeNanos: BigInt(startMicros) * 1000n,
    durationNanos: toNanos(endMicros - startMicros),
    mapping: [
      {
        id: 1,
        filename: text(first?.service ?? ''),
        // Nothing is left for pprof to look up.
        hasFunctions: true,
        hasFilenames: true,
        hasLineNumbers: true,
        hasInlineFrames: true,
      },
    ],
    comment: sources.map(({ service, version, instance, pid, node, engine, rate }) =>
      text(
        `routeprof: service ${service}, version ${version}, instance ${instance}, process ${pid}, Node ${node}, engine ${engine}, ${rate} samples per second`,
      ),
    ),
  };
}

/** Frame i is function i + 1, and a location of the same number: V8 names functions, not lines in them. */
function functionsOf(frames: Window['frames'], from: number, strings: StringTable): ProfileInput {
  return {
    function: frames.map(({ name, file, line }, i) => ({
      id: from + i + 1,
      // No systemName: pprof takes names that are equal to it for C++, and drops what is in parentheses.
      name: strings.dedup(name),
      filename: strings.dedup(file),
      startLine: line,
    })),
    location: frames.map(({ line, column }, i) => ({
      id: from + i + 1,
      mappingId: 1,
      line: [{ functionId: from + i + 1, line, column }],
    })),
  };
}

/** The bytes of one of our own fields: its tag, its length, its contents. */
function extraField(field: number, contents: Uint8Array): Uint8Array {
  const bytesKind = 2;
  return Buffer.concat([varint(field * 8 + bytesKind), varint(contents.length), contents]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
