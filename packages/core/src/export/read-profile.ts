import { isUtf8 } from 'node:buffer';
import type { Window } from '../profile/window.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { readCpuProfile } from './read-cpuprofile.ts';
import { readPprof } from './read-pprof.ts';
import { unpack } from './unpack.ts';

/** So much of a file tells whether it is text. */
const lookedAt = 1_000;

/**
 * Reads a profile of any kind that can be read, packed with gzip or not: pprof (ours, Go's, and others') and
 * `.cpuprofile`. Which it is, its first bytes say. For what is taken from it see `readPprof` and `readCpuProfile`.
 *
 * @throws ProfileFormatError when it is damaged, or of another kind.
 */
export async function readProfile(bytes: Uint8Array): Promise<Window> {
  const plain = await unpack(bytes);
  const first = plain.subarray(0, lookedAt);
  const start = Buffer.from(first).toString('latin1');
  // No pprof profile begins so: `{` would open a group, which none has.
  if (/^(?:\xef\xbb\xbf)?\s*[[{]/.test(start)) return readCpuProfile(Buffer.from(plain).toString('utf8'));
  if (start !== '' && isText(start) && isUtf8(wholeCharacters(first))) {
    throw new ProfileFormatError(
      'This is text, but no profile that can be read. Give a pprof or a .cpuprofile file; callgrind and folded stacks are only written.',
    );
  }
  return await readPprof(plain);
}

/** Without the last character, where it may be cut off. Our own files begin with a tag that is no character. */
function wholeCharacters(start: Uint8Array): Uint8Array {
  return start.subarray(0, start.findLastIndex((byte) => byte < 0x80) + 1);
}

/** Lengths and tags of protobuf are control characters, where they are not out of range. */
function isText(start: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what tells them apart.
  return !/[\x00-\x08\x0b\x0e-\x1f\x7f]/.test(start);
}
