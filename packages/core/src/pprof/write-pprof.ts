import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { atOnce, inTurns } from '../in-turns.ts';
import { digestOf } from '../profile/digest.ts';
import { workTreesOf } from '../profile/named-trees.ts';
import type { Window } from '../profile/window.ts';
import { encodeDigest } from './digest-field.ts';
import { type StandsFor, standsForNone } from './file-head.ts';
import { digestField, encodeHead, headField } from './head-field.ts';
import { profileParts } from './profile-parts.ts';
import { bytesField } from './protobuf-writer.ts';
import { routeNameLabels } from './samples.ts';
import { encodeStatistics, statisticsField } from './statistics-field.ts';
import { layoutOf } from './write-columns.ts';

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

/**
 * The same for a store. Between head and rest, a window that is merged or large has its digest, packed by itself, which a
 * first look reads instead of the rest.
 */
export async function writeStored(window: Window, standsFor: StandsFor = standsForNone): Promise<Uint8Array> {
  if (standsFor.covers.length === 0 && !isLarge(window)) return await writePprof(window, standsFor);
  const { digest, rest: unpacked } = await inTurns('write pprof', storedSteps(window));
  const [packedDigest, rest] = await Promise.all([pack(digest), pack(unpacked)]);
  const head = bytesField(headField, encodeHead(window, standsFor, packedDigest.length));
  return Buffer.concat([await pack(head), packedDigest, rest]);
}

/** Less is read as quickly as its digest. */
const largeNodes = 2_000;

function isLarge(window: Window): boolean {
  return workTreesOf(window).reduce((sum, { parent }) => sum + parent.length, 0) > largeNodes;
}

interface PprofParts {
  readonly head: Uint8Array;
  readonly rest: Uint8Array;
}

function* pprofSteps(window: Window, standsFor: StandsFor): Generator<void, PprofParts> {
  const rest = yield* restSteps(window);
  const head = bytesField(headField, encodeHead(window, standsFor));
  yield;
  return { head, rest };
}

function* storedSteps(
  window: Window,
): Generator<void, { readonly digest: Uint8Array; readonly rest: Uint8Array }> {
  const digest = bytesField(digestField, yield* encodeDigest(digestOf(window)));
  yield;
  return { digest, rest: yield* restSteps(window) };
}

function* restSteps(window: Window): Generator<void, Uint8Array> {
  const layout = layoutOf(window);
  const parts = yield* profileParts(window, layout, routeNameLabels);
  parts.push(bytesField(statisticsField, yield* encodeStatistics(window, layout.others)));
  yield;
  if (window.unknown !== undefined) parts.push(window.unknown.fields);
  return Buffer.concat(parts);
}
