import { expect, test } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { readDigest } from '../../src/pprof/read-digest.ts';
import { readHead } from '../../src/pprof/read-head.ts';
import { readOwnPprof, readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof, writeStored } from '../../src/pprof/write-pprof.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
import { type Digest, digestOf } from '../../src/profile/digest.ts';
import { DigestSum } from '../../src/profile/digest-sum.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const windows = exampleWindows(5);
const merged = mergeWindows(windows);
const standsFor = { covers: ['one', 'two'], beneath: ['three'] };

async function digestIn(file: Uint8Array): Promise<Digest> {
  const head = readHead(file);
  if (typeof head === 'string' || head.digest === undefined) throw new Error('It has no digest.');
  return await readDigest(file.subarray(head.digest.start, head.digest.end), head);
}

test('a merged window is the same with its digest in the file', async () => {
  const { window, standsFor: told } = await readOwnPprof(await writeStored(merged, standsFor));
  expect(window).toEqual(merged);
  expect(told).toEqual(standsFor);
  // It is not a field that this version does not know.
  expect(window.unknown).toBeUndefined();
});

/** Typed arrays are plain lists in it. */
function plain(digest: Digest): unknown {
  const rows = digest.rows.map((row) => ({
    ...row,
    latency: { ...row.latency, bin: Array.from(row.latency.bin), count: Array.from(row.latency.count) },
  }));
  return { ...digest, rows };
}

test('the digest is read from the place that the head tells', async () => {
  expect(plain(await digestIn(await writeStored(merged, standsFor)))).toEqual(plain(digestOf(merged)));
});

test('digests add up to the sums of the merged window', async () => {
  const sum = new DigestSum();
  for (const window of windows) atOnce(sum.add(digestOf(window)));
  const found = atOnce(sum.finish());
  expect(summaryOf(found, '')).toEqual({
    ...summaryOf(merged, ''),
    ledger: undefined,
    lostRequests: undefined,
  });
  expect(plain(digestOf(found))).toEqual(plain(digestOf(merged)));
  expect(found.routes.map(({ tree }) => weightOf(tree))).toEqual(
    merged.routes.map(({ tree }) => weightOf(tree)),
  );
  expect(atOnce(new DigestSum().finish())).toMatchObject({ routes: [], startMicros: 0, endMicros: 0 });
});

test('a window of one process has no digest', async () => {
  expect(readHead(await writePprof(merged))).not.toHaveProperty('digest');
});

test('what is not a digest is refused', async () => {
  const file = await writeStored(merged, standsFor);
  const head = readHead(file);
  if (typeof head === 'string' || head.digest === undefined) throw new Error('It has no digest.');
  const packed = file.subarray(head.digest.start, head.digest.end);
  await expect(readDigest(await writePprof(merged), head)).rejects.toThrow(/damaged/);
  await expect(readDigest(packed.subarray(9), head)).rejects.toThrow();
  await expect(readDigest(packed, { ...head, requests: head.requests + 1 })).rejects.toThrow(/damaged/);
  await expect(readPprof((await writeStored(merged, standsFor)).subarray(0, -20))).rejects.toThrow();
});
