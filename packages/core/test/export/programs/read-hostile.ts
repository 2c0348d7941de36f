import { gzipSync } from 'node:zlib';
import { readPprof } from '../../../src/pprof/read-pprof.ts';

/** Reads a profile that was made to fill the memory, and tells what it took. */
const kilobytes = 1024;
const bytes = Number(process.argv[3] ?? 3) * 1024 * kilobytes;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
const field = (number: number, contents: readonly number[]): number[] => [
  number * 8 + 2,
  ...varint(contents.length),
  ...contents,
];
const text = (value: string): number[] => [...Buffer.from(value)];
/** A profile of CPU times: texts 0 to 3 are taken. */
const head = [
  ...field(1, [8, 1, 16, 2]),
  ...['', 'cpu', 'ns', 'route'].flatMap((value) => field(6, text(value))),
];
function repeated(make: (index: number) => readonly number[]): Uint8Array {
  const made = new Uint8Array(bytes);
  let at = 0;
  for (let index = 0; ; index++) {
    const part = index === 0 ? head : make(index - 1);
    if (at + part.length > bytes) return made.subarray(0, at);
    made.set(part, at);
    at += part.length;
  }
}
/** Functions and locations 1 to 100. */
const functions = Array.from({ length: 100 }, (_, i) => [
  ...field(5, [8, i + 1, 40, i + 1]),
  ...field(4, [8, i + 1, ...field(4, [8, i + 1])]),
]).flat();
let seed = 1;
const random = (below: number): number => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
};

const hostile: Record<string, () => Uint8Array> = {
  'empty texts': () => repeated(() => field(6, [])),
  'many functions': () => repeated((i) => field(5, [8, ...varint(i + 1), 40, ...varint(i + 1)])),
  'many locations': () => repeated((i) => field(4, [8, ...varint(i + 1), 24, ...varint(i + 1)])),
  'many lines': () =>
    repeated((i) => (i === 0 ? functions : field(4, [8, ...varint(i + 200), ...field(4, [8, 1])]))),
  'one long text with many names': () =>
    repeated((i) =>
      i === 0
        ? field(6, new Array(bytes >> 1).fill(97))
        : field(5, [8, ...varint(i), 16, 4, 40, ...varint(i)]),
    ),
  'deep stacks': () =>
    repeated((i) =>
      i === 0
        ? functions
        : field(2, [
            ...field(
              1,
              Array.from({ length: 9_000 }, () => 1 + random(100)),
            ),
            16,
            1,
          ]),
    ),
  'flat stacks': () =>
    repeated((i) =>
      i % 2 === 0
        ? field(4, [8, ...varint(1 + i / 2), 24, ...varint(1 + i / 2)])
        : field(2, [8, ...varint(1 + (i - 1) / 2), 16, 1]),
    ),
  'one location of many functions': () =>
    repeated((i) =>
      i === 0
        ? [...functions, ...field(4, [8, 101, ...new Array(2_000).fill(field(4, [8, 1])).flat()])]
        : field(2, [8, 1 + random(100), 8, 101, 8, 1 + random(100), 16, 1]),
    ),
  'many labels': () =>
    repeated((i) =>
      i % 2 === 0
        ? field(6, text(i.toString(36)))
        : field(2, [16, 1, ...field(3, [8, 3, 16, ...varint(4 + (i - 1) / 2)])]),
    ),
  bomb: () => gzipSync(Buffer.alloc(200 * 1024 * kilobytes)),
};

const profile = hostile[process.argv[2] ?? '']?.() ?? new Uint8Array();
globalThis.gc?.();
const before = process.resourceUsage().maxRSS;
const start = performance.now();
const outcome = await readPprof(profile).then(
  () => 'read',
  (error: Error) => `${error.name}: ${error.message}`,
);
process.stdout.write(
  JSON.stringify({
    names: Object.keys(hostile),
    outcome,
    bytes: profile.length,
    millis: Math.round(performance.now() - start),
    tookBytes: (process.resourceUsage().maxRSS - before) * kilobytes,
  }),
);
