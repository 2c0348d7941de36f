import { constants, inflateRawSync } from 'node:zlib';
import type { HeadReading } from './file-head.ts';
import { decodeHead, headField } from './head-field.ts';
import { ProfileFormatError } from './profile-format-error.ts';

/** The length of gzip's header without a file name. */
const gzipHeaderBytes = 10;
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
  const plain = unpackStart(beginning.subarray(gzipHeaderBytes));
  if (plain.length < 2) return 'cut off';
  const tag = readVarint(plain, 0);
  if (tag.value !== headField * 8 + bytesKind) return 'not there';
  const length = readVarint(plain, tag.end);
  if (length.value > mostHeadBytes)
    throw new ProfileFormatError('The profile’s request statistics are too large.');
  if (length.end + length.value > plain.length) return 'cut off';
  return decodeHead(plain.subarray(length.end, length.end + length.value)).summary ?? 'not there';
}

/** Unpacks as much of the first gzip member as there is, and ignores what follows it. */
function unpackStart(packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostHeadBytes });
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
