import { constants, type InflateRaw, inflateRawSync } from 'node:zlib';
import type { HeadReading } from './file-head.ts';
import { decodeHead, headField } from './head-field.ts';
import { ProfileFormatError } from './profile-format-error.ts';

/** The length of gzip's header without a file name. */
const gzipHeaderBytes = 10;
/** A checksum and a length. */
const gzipTrailerBytes = 8;
/** Enough for 10,000 routes with long names. */
const mostHeadBytes = 8 * 1024 * 1024;
const bytesKind = 2;

/**
 * Reads the head of a file of `writePprof` from its first bytes, which may be cut off.
 *
 * @throws ProfileFormatError when they are not such a file's, a `LaterFormatError` when they are of a later version.
 */
export function readHead(beginning: Uint8Array): HeadReading {
  const [first, second, method, flags] = beginning;
  if (first !== 0x1f || second !== 0x8b || method !== 8 || flags !== 0) {
    throw new ProfileFormatError('This is not a routeprof profile: it is not packed as one.');
  }
  const { plain, packedBytes } = unpackStart(beginning.subarray(gzipHeaderBytes));
  if (plain.length < 2) return 'cut off';
  const tag = readVarint(plain, 0);
  if (tag.value !== headField * 8 + bytesKind) return 'not there';
  const length = readVarint(plain, tag.end);
  if (length.value > mostHeadBytes)
    throw new ProfileFormatError('The profile’s request statistics are too large.');
  if (length.end + length.value > plain.length) return 'cut off';
  const { summary, digestBytes } = decodeHead(plain.subarray(length.end, length.end + length.value));
  if (summary === undefined) return 'not there';
  if (digestBytes === 0) return summary;
  const start = gzipHeaderBytes + packedBytes + gzipTrailerBytes;
  return { ...summary, digest: { start, end: start + digestBytes } };
}

/** Unpacks as much of the first gzip member as there is, and ignores what follows it. */
function unpackStart(packed: Uint8Array): { readonly plain: Uint8Array; readonly packedBytes: number } {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostHeadBytes, info: true };
  try {
    // Node's types do not know what `info` makes of the result.
    const { buffer, engine } = inflateRawSync(packed, options) as unknown as {
      readonly buffer: Uint8Array;
      readonly engine: InflateRaw;
    };
    return { plain: buffer, packedBytes: engine.bytesWritten };
  } catch (error) {
    throw new ProfileFormatError(
      `The gzip data is damaged (${(error as Error).message}). Get the file again.`,
    );
  }
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let factor = 1;
  for (let at = start; at < start + 5; at++, factor *= 128) {
    // Missing bytes count as 0: a length that is cut off is not taken for a shorter one, because bytes are missing then.
    const byte = bytes[at] ?? 0x80;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return { value, end: start + 5 };
}
