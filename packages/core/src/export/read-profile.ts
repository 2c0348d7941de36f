import { isUtf8 } from 'node:buffer';
import { ProfileFormatError } from '../pprof/profile-format-error.ts';
import { readPprof } from '../pprof/read-pprof.ts';
import { unpack } from '../pprof/unpack.ts';
import type { Window } from '../profile/window.ts';
import { parseProfileJson } from './profile-json.ts';
import { readCpuProfile } from './read-cpuprofile.ts';
import { isHeapProfile, readHeapProfile } from './read-heapprofile.ts';

/** How much of a file decides whether it is text. */
const lookedAt = 1_000;

/**
 * Reads a profile of any supported kind, packed with gzip or not: pprof (ours, Go's, and others'), `.cpuprofile` and
 * `.heapprofile`. The first bytes decide which it is. See `readPprof`, `readCpuProfile` and `readHeapProfile` for what
 * is read.
 *
 * @throws ProfileFormatError when it is damaged, or of another kind.
 */
export async function readProfile(bytes: Uint8Array): Promise<Window> {
  const plain = await unpack(bytes);
  const other = otherKind(plain);
  if (other !== undefined) throw new ProfileFormatError(other);
  const first = plain.subarray(0, lookedAt);
  const start = Buffer.from(first).toString('latin1');
  // No pprof profile begins like this: `{` would open a group, which none has.
  if (/^(?:\xef\xbb\xbf)?\s*[[{]/.test(start)) {
    const file = parseProfileJson(Buffer.from(plain).toString('utf8'));
    return isHeapProfile(file) ? readHeapProfile(file) : readCpuProfile(file);
  }
  if (start !== '' && isText(start) && isUtf8(wholeCharacters(first))) {
    throw new ProfileFormatError(
      'This is text, but not a profile that can be read. Give a pprof, .cpuprofile or .heapprofile file. Folded stacks, as py-spy --format raw writes them, become pprof with: pprofutils folded stacks.txt profile.pb.gz.',
    );
  }
  return await readPprof(plain);
}

/** By a file's first bytes: which tool wrote it, and how to convert it to pprof. */
const otherTools: readonly (readonly [start: string, sentence: string])[] = [
  [
    'FLR\0',
    'This is a recording of Java Flight Recorder. Convert it with jfrconv of async-profiler: jfrconv --cpu -o pprof recording.jfr profile.pb.gz.',
  ],
  [
    'PERFILE2',
    'This is a perf.data file of Linux perf. Convert it: perf script | stackcollapse-perf.pl | pprofutils folded > profile.pb.gz.',
  ],
];

/** What to do with a file of a kind that is known but cannot be read; `undefined` for any other. */
function otherKind(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const tool = otherTools.find(([magic]) => start.startsWith(magic));
  if (tool !== undefined) return tool[1];
  const [a, b, c, d] = bytes;
  const isUtf16 =
    (a === 0xff && b === 0xfe) ||
    (a === 0xfe && b === 0xff) ||
    (a === 0x7b && b === 0) ||
    (a === 0 && b === 0x7b);
  if (isUtf16) return 'This is text in UTF-16. Save it in UTF-8; in PowerShell: Out-File -Encoding utf8.';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd)
    return 'This is packed with zstd, which routeprof cannot read. Unpack it first: zstd -d.';
  return undefined;
}

/** Without the last character, which may be cut off. Our own files begin with a tag that is not a character. */
function wholeCharacters(start: Uint8Array): Uint8Array {
  return start.subarray(0, start.findLastIndex((byte) => byte < 0x80) + 1);
}

/** Most lengths and tags of protobuf are control characters. */
function isText(start: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what tells them apart.
  return !/[\x00-\x08\x0b\x0e-\x1f\x7f]/.test(start);
}
