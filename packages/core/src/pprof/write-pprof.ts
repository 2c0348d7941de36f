import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { emptyTableToken, Profile, type ProfileInput, type SampleInput, StringTable } from 'pprof-format';
import { atOnce, inTurns } from '../in-turns.ts';
import { type CallTree, canonicalTree } from '../profile/call-tree.ts';
import { backgroundName, gcName, profilerName, type Window } from '../profile/window.ts';
import { type StandsFor, standsForNone } from './file-head.ts';
import { encodeHead, headField } from './head-field.ts';
import { encodeStatistics, statisticsField } from './statistics-field.ts';

/** The label that says which route a sample belongs to. */
export const routeLabel = 'route';

/** Samples that are encoded at a time. */
const batchSize = 500;
const nanosPerMicro = 1000;
/** Writing does not hold the event loop for longer than this at a time. */
const sliceMillis = 4;
const pack = promisify(gzip);

type Labels = NonNullable<SampleInput['label']>;

/**
 * A window as a pprof profile: samples, CPU time and wall time of each stack, labelled with its route, `(background)`
 * or `(profiler)`. Garbage collection is a frame of its own, labelled with the route during which it ran, or not at
 * all. Equal windows give equal bytes.
 *
 * What pprof has no place for is in two fields more, which its readers skip. The one that sums it up comes first and is
 * packed by itself, so that a listing unpacks no more: two gzip members are one file to everybody.
 *
 * @param standsFor Names of the files whose data this one has.
 */
export async function writePprof(window: Window, standsFor: StandsFor = standsForNone): Promise<Uint8Array> {
  const { head, rest } = await inTurns(pprofSteps(window, standsFor), sliceMillis);
  return Buffer.concat(await Promise.all([pack(head), pack(rest)]));
}

/** The same bytes, without a turn of the loop: for the end of a process. */
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
  // A message may be written in parts: lists that come in several parts become one.
  const parts: Uint8Array[] = [encodePart(headOf(window, strings))];
  function* addSamples(samples: Iterable<SampleInput>): Generator<void> {
    let batch: SampleInput[] = [];
    for (const sample of samples) {
      if (batch.push(sample) < batchSize) continue;
      parts.push(encodePart({ sample: batch }));
      batch = [];
      yield;
    }
    parts.push(encodePart({ sample: batch }));
    yield;
  }
  const labelOf = (name: string): Labels => [{ key: strings.dedup(routeLabel), str: strings.dedup(name) }];
  for (const { method, route, tree } of window.routes) {
    yield* addSamples(samplesOf(tree, labelOf(`${method} ${route}`)));
  }
  yield* addSamples(samplesOf(window.runtime.background, labelOf(backgroundName)));
  yield* addSamples(samplesOf(window.runtime.profiler, labelOf(profilerName)));
  yield* addSamples(collections(window, labelOf));
  const frames = [...window.frames, { name: gcName, file: '', line: 0, column: 0 }];
  for (let from = 0; from < frames.length; from += batchSize) {
    parts.push(encodePart(functionsOf(frames.slice(from, from + batchSize), from, strings)));
    yield;
  }
  parts.push(encodePart({ stringTable: strings }));
  yield;
  parts.push(extraField(statisticsField, encodeStatistics(window)));
  yield;
  const head = extraField(headField, encodeHead(window, standsFor));
  yield;
  return { head, rest: Buffer.concat(parts) };
}

function encodePart(input: ProfileInput): Uint8Array {
  return new Profile({ stringTable: new StringTable(emptyTableToken), ...input }).encode();
}

function headOf({ sources, startMicros, endMicros }: Window, strings: StringTable): ProfileInput {
  const text = (value: string): number => strings.dedup(value);
  const cpu = { type: text('cpu'), unit: text('nanoseconds') };
  const [first] = sources;
  return {
    sampleType: [
      { type: text('samples'), unit: text('count') },
      cpu,
      { type: text('wall'), unit: text('nanoseconds') },
    ],
    defaultSampleType: cpu.type,
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
      // And no systemName: pprof takes names that are equal to it for C++, and drops what is in parentheses.
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

/** One sample for each node that has a weight of its own; and for leaves without, as the tree has them. */
function* samplesOf(given: CallTree, label: Labels): Generator<SampleInput> {
  const { parent, frame, samples, cpuMicros, wallMicros } = canonicalTree(given);
  for (let node = 0; node < parent.length; node++) {
    const isLeaf = node > 0 && parent[node + 1] !== node;
    if (!isLeaf && !samples[node] && !cpuMicros[node] && !wallMicros[node]) continue;
    const locationId: number[] = [];
    for (let at = node; at > 0; at = parent[at] as number) locationId.push((frame[at] as number) + 1);
    yield {
      locationId,
      value: [
        samples[node] as number,
        toNanos(cpuMicros[node] as number),
        toNanos(wallMicros[node] as number),
      ],
      label,
    };
  }
}

/**
 * Garbage collection by route. Its time is measured; samples and CPU time are handed out in proportion, so that they
 * add up to what there is.
 */
function* collections(
  { frames, routes, runtime }: Window,
  labelOf: (name: string) => Labels,
): Generator<SampleInput> {
  const { gcMicros, gcSamples, gcCpuMicros } = runtime;
  const locationId = [frames.length + 1];
  let doneMicros = 0;
  const share = (all: number, from: number, to: number): number =>
    gcMicros === 0 ? all : Math.round((all * to) / gcMicros) - Math.round((all * from) / gcMicros);
  const next = (micros: number): (number | bigint)[] => {
    const from = doneMicros;
    doneMicros += micros;
    return [
      share(gcSamples, from, doneMicros),
      toNanos(share(gcCpuMicros, from, doneMicros)),
      toNanos(micros),
    ];
  };
  for (const { method, route, gcMicros: micros } of routes) {
    if (micros > 0) yield { locationId, value: next(micros), label: labelOf(`${method} ${route}`) };
  }
  if (gcMicros > doneMicros || (gcMicros === 0 && gcSamples + gcCpuMicros > 0)) {
    yield { locationId, value: next(gcMicros - doneMicros) };
  }
}

function toNanos(micros: number): number | bigint {
  const nanos = micros * nanosPerMicro;
  return Number.isSafeInteger(nanos) ? nanos : BigInt(micros) * BigInt(nanosPerMicro);
}

/** The bytes of a field of ours: its tag, its length, its contents. */
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
