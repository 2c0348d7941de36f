import { inTurns } from '../in-turns.ts';
import { type Digest, totalsOfDigest } from '../profile/digest.ts';
import { decodeDigest } from './digest-field.ts';
import { damaged } from './field-json.ts';
import type { FileHead } from './file-head.ts';
import { digestField } from './head-field.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { unpack } from './unpack.ts';

/**
 * Reads the digest of a file of `writeStored`.
 *
 * @param packed What is between `digest.start` and `digest.end` of its head.
 * @param decode One that decodes in order, for those who read several at the same time.
 * @throws ProfileFormatError when it is damaged, or that of another file.
 */
export async function readDigest(
  packed: Uint8Array,
  head: FileHead,
  decode: typeof inTurns = inTurns,
): Promise<Digest> {
  const field = new ProtobufReader(await unpack(packed));
  if (!field.next() || field.field !== digestField) damaged();
  field.expectBytes();
  const { sources, startMicros, endMicros, requests, cpuMicros } = head;
  const body = await decode('read pprof', decodeDigest(field.bytes.subarray(field.start, field.end)));
  const digest = { sources, startMicros, endMicros, ...body };
  const totals = totalsOfDigest(digest);
  return totals.requests === requests && totals.cpuMicros === cpuMicros ? digest : damaged();
}
