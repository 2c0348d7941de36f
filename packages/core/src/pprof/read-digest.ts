import { nextTurn } from '../clock.ts';
import { inTurns } from '../in-turns.ts';
import { type OneAtATime, oneAtATime } from '../one-at-a-time.ts';
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
 * @param inOrder Decodes one at a time, for those who read several.
 * @throws ProfileFormatError when it is damaged, or that of another file.
 */
export async function readDigest(
  packed: Uint8Array,
  head: FileHead,
  inOrder: OneAtATime = oneAtATime(),
): Promise<Digest> {
  const field = new ProtobufReader(await unpack(packed));
  if (!field.next() || field.field !== digestField) damaged();
  field.expectBytes();
  const { sources, startMicros, endMicros, requests, cpuMicros } = head;
  const body = await inOrder(async () => {
    await nextTurn();
    return await inTurns('merge for report', decodeDigest(field.bytes.subarray(field.start, field.end)));
  });
  const digest = { sources, startMicros, endMicros, ...body };
  const totals = totalsOfDigest(digest);
  return totals.requests === requests && totals.cpuMicros === cpuMicros ? digest : damaged();
}
