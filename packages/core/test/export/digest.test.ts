import { expect, test } from 'vitest';
import { readDigest } from '../../src/pprof/read-digest.ts';
import { readHead } from '../../src/pprof/read-head.ts';
import { readOwnPprof, readPprof } from '../../src/pprof/read-pprof.ts';
import { writeMerged, writePprof } from '../../src/pprof/write-pprof.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
import { digestOf } from '../../src/profile/digest.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const windows = exampleWindows(5);
const merged = mergeWindows(windows);
const standsFor = { covers: ['one', 'two'], beneath: ['three'] };

async function digestIn(file: Uint8Array): Promise<Window> {
  const head = readHead(file);
  if (typeof head === 'string' || head.digest === undefined) throw new Error('It has no digest.');
  return await readDigest(file.subarray(head.digest.start, head.digest.end));
}

test('a merged window is the same with its digest in the file', async () => {
  const { window, standsFor: told } = await readOwnPprof(await writeMerged(merged, standsFor));
  expect(window).toEqual(merged);
  expect(told).toEqual(standsFor);
  // It is not a field that this version does not know.
  expect(window.unknown).toBeUndefined();
});

test('the digest is read from the place that the head tells, and has all sums', async () => {
  const digest = await digestIn(await writeMerged(merged, standsFor));
  expect(digest).toEqual(digestOf(merged));
  expect(summaryOf(digest, '')).toEqual(summaryOf(merged, ''));
  expect(digest.routes.map(({ tree }) => weightOf(tree))).toEqual(
    merged.routes.map(({ tree }) => weightOf(tree)),
  );
  expect(weightOf(digest.runtime.background)).toEqual(weightOf(merged.runtime.background));
});

test('digests add up to the digest of the sum', () => {
  expect(mergeWindows(windows.map(digestOf))).toEqual(digestOf(merged));
  expect(digestOf(digestOf(merged))).toEqual(digestOf(merged));
});

test('a window of one process has no digest', async () => {
  expect(readHead(await writePprof(merged))).not.toHaveProperty('digest');
});

test('what is not a digest is refused', async () => {
  await expect(readDigest(await writePprof(merged))).rejects.toThrow(/digest is damaged/);
  await expect(readPprof((await writeMerged(merged, standsFor)).subarray(0, -20))).rejects.toThrow();
});
