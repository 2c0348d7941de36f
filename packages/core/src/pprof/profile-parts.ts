import { emptyTableToken, Profile, type ProfileInput, type SampleInput, StringTable } from 'pprof-format';
import { cpuMeasure } from '../profile/measure.ts';
import { gcName, type Window } from '../profile/window.ts';
import { type LabelsOf, samplesOf } from './samples.ts';
import { sampleTypes, toNanos, usualMeasure, type ValueLayout } from './write-columns.ts';

/** How many samples are encoded at a time. */
const batchSize = 100;

/**
 * The bytes of a window's profile in parts, with a step for each: a protobuf message may be written in parts, and readers join
 * the lists of all parts.
 *
 * @param labelsOf How samples are labelled with their route.
 */
export function* profileParts(
  window: Window,
  layout: ValueLayout,
  labelsOf: LabelsOf,
): Generator<void, Uint8Array[]> {
  const strings = new StringTable();
  const parts: Uint8Array[] = [encodePart(headOf(window, layout, strings))];
  let batch: SampleInput[] = [];
  for (const samples of samplesOf(window, layout, strings, labelsOf)) {
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
  return parts;
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
