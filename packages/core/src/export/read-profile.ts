import type { Window } from '../profile/window.ts';
import { ProfileFormatError } from './profile-format-error.ts';
import { readCpuProfile } from './read-cpuprofile.ts';
import { readPprof } from './read-pprof.ts';
import { unpack } from './unpack.ts';

/** Field 1000, of a length that is told. */
const statisticsTag = '\xc2\x3e';
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
  const start = Buffer.from(plain.subarray(0, lookedAt)).toString('latin1');
  // No pprof profile begins so: `{` would open a group, which none has.
  if (/^(?:\xef\xbb\xbf)?\s*[[{]/.test(start)) return readCpuProfile(Buffer.from(plain).toString('utf8'));
  if (start !== '' && isText(start)) {
    throw new ProfileFormatError(
      'This is text, but no profile that can be read. Give a pprof or a .cpuprofile file; callgrind and folded stacks are only written.',
    );
  }
  return await readPprof(plain);
}

/**
 * Lengths and tags of protobuf are control characters. Our own profiles begin with their statistics, which are text, and
 * the length of which may look like it: their tag is no text in UTF-8.
 */
function isText(start: string): boolean {
  if (start.startsWith(statisticsTag)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what tells them apart.
  return !/[\x00-\x08\x0b\x0e-\x1f\x7f]/.test(start);
}
