import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof } from '../../src/pprof/write-pprof.ts';
import type { Window } from '../../src/profile/window.ts';
import { isFull } from '../fixtures/full.ts';
import { mixedWindows } from '../fixtures/windows.ts';

/** Small, but with every kind of data. */
const [window] = fc.sample(
  mixedWindows.filter(({ routes }) => routes.length === 2 && routes.every(({ requests }) => requests > 0)),
  { seed: 11, numRuns: 1 },
) as [Window];
const packed = Buffer.from(await writePprof(window));
const plain = gunzipSync(packed);

/** The result of reading any bytes: a valid window, or an error of ours. */
async function readAny(bytes: Uint8Array): Promise<Window | undefined> {
  try {
    const read = await readPprof(bytes);
    for (const { tree } of read.routes) {
      for (const frame of tree.frame.subarray(1)) expect(read.frames[frame]).toBeDefined();
    }
    return read;
  } catch (error) {
    expect(error).toBeInstanceOf(ProfileFormatError);
    expect((error as Error).message).toMatch(/^[A-Z].*\.$/s);
    return undefined;
  }
}

test.each([
  ['packed', packed],
  ['plain', plain],
])('cut off after any byte, %s', async (_, bytes) => {
  const whole = await readPprof(bytes);
  for (let length = 0; length < bytes.length; length++) {
    expect(await readAny(bytes.subarray(0, length)), `${length} bytes`).not.toEqual(whole);
  }
});

test('any flipped bit', { timeout: 300_000 }, async () => {
  // Steps of seven bits come to every place in a byte.
  for (let bit = 0; bit < plain.length * 8; bit += isFull ? 1 : 7) {
    const bytes = Buffer.from(plain);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    await readAny(bytes);
  }
});

test('any bytes anywhere', async () => {
  const change = fc.record({
    at: fc.nat(plain.length),
    bytes: fc.uint8Array({ maxLength: 12 }),
    cut: fc.nat(20),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      let bytes = plain;
      for (const { at, bytes: inserted, cut } of changes) {
        bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + cut)]);
      }
      await readAny(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test('any bytes at all', async () => {
  const gzipHead = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, isPacked) => {
      await readAny(isPacked ? Uint8Array.from([...gzipHead, ...bytes]) : bytes);
    }),
    { numRuns: 2_000 },
  );
});
