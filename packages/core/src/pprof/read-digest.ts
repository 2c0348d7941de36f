import type { Window } from '../profile/window.ts';
import { digestField } from './head-field.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { ProtobufReader } from './protobuf-reader.ts';
import { readOwnPprof } from './read-pprof.ts';
import { unpack } from './unpack.ts';

/**
 * Reads the digest of a file of `writeMerged`: what is between `digest.start` and `digest.end` of its head.
 *
 * @throws ProfileFormatError when it is damaged.
 */
export async function readDigest(packed: Uint8Array): Promise<Window> {
  const field = new ProtobufReader(await unpack(packed));
  if (!field.next() || field.field !== digestField)
    throw new ProfileFormatError('The profile’s digest is damaged. Get the file again.');
  field.expectBytes();
  return (await readOwnPprof(field.bytes.subarray(field.start, field.end))).window;
}
