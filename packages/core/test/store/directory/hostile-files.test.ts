import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { standsForNone } from '../../../src/pprof/file-head.ts';
import { writePprofNow } from '../../../src/pprof/write-pprof.ts';
import { finestOf } from '../../../src/store/choice.ts';
import { serviceFolder } from '../../../src/store/directory/names.ts';
import { headField, partsOf, statisticsField, writeVersionOne } from '../../export/version-one.ts';
import { addUp, newDir, newYear, openStore, sumOf, type TestStore, windowAt } from './open-store.ts';

const good = windowAt();
const goodBytes = writePprofNow(good, standsForNone);
const startMillis = newYear / 1000;
const nameOf = (id: number): string =>
  `${startMillis}-${startMillis + 10_000}-${id.toString(16).padStart(16, '0')}.pb.gz`;

/** A directory with one good window. */
async function withGood(): Promise<{ dir: string; folder: string }> {
  const dir = newDir();
  const store = openStore(dir);
  store.add(good);
  await store.close();
  return { dir, folder: join(dir, serviceFolder('shop')) };
}

/** The good window counts, and nothing else does. */
async function expectGoodOnly(store: TestStore): Promise<void> {
  const { windows } = await store.list();
  const read = (await Promise.all(windows.map((window) => window.read()))).flatMap((window) => window ?? []);
  expect(addUp(read)).toEqual(addUp([good]));
  // Unreadable files are gone, too.
  expect((await store.list()).windows).toHaveLength(1);
}

const { head, statistics, rest } = partsOf(goodBytes);
const withHead = (change: object): Uint8Array =>
  Buffer.concat([
    gzipSync(headField(JSON.stringify({ ...JSON.parse(head), ...change }))),
    gzipSync(Buffer.concat([rest, statisticsField(statistics)])),
  ]);
const flipped = Buffer.from(goodBytes);
flipped[flipped.length - 100] = (flipped[flipped.length - 100] as number) ^ 0xff;

const damaged: [string, Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['zeros', new Uint8Array(5_000)],
  ['text', Buffer.from('hello')],
  ['cut off in its head', goodBytes.subarray(0, 200)],
  ['cut off in its stacks', goodBytes.subarray(0, goodBytes.length - 50)],
  ['wrong in one byte of its stacks', flipped],
  ['a profile of another tool', gzipSync(rest)],
  ['the window of another time', writePprofNow(windowAt({ at: 50 }), standsForNone)],
  ['without its stacks', gzipSync(headField(head))],
  ['with a head of the wrong kind', withHead({ covers: { length: 3 } })],
  ['with the head of another', withHead({ requests: 10_000 })],
  ['a bomb in its head', gzipSync(Buffer.alloc(200_000_000, 0x41))],
  [
    'a bomb behind its head',
    Buffer.concat([gzipSync(headField(head)), gzipSync(Buffer.alloc(200_000_000, 0x32))]),
  ],
  ['a head that says that it is endless', gzipSync(Buffer.from([0xc2, 0x3e, 0xff, 0xff, 0xff, 0xff, 0x7f]))],
];

describe('a damaged file with one of our names', () => {
  test.each(damaged)('%s, is set aside', async (_, bytes) => {
    const { dir, folder } = await withGood();
    writeFileSync(join(folder, nameOf(1)), bytes);
    const store = openStore(dir);
    await expectGoodOnly(store);
    expect(readdirSync(join(folder, 'aside'))).toEqual([nameOf(1)]);
    expect(readFileSync(join(folder, 'aside', nameOf(1))).equals(bytes)).toBe(true);
    expect(store.status().problems).toEqual([
      expect.stringMatching(/^1 file was damaged and set aside in .*aside/),
    ]);
    expect(store.failures).toEqual([
      expect.stringMatching(/^A damaged file in .* was set aside. [A-Z].*\.$/s),
    ]);
  });

  test('a link, a pipe, a socket and a folder, are set aside without being followed', async () => {
    const { dir, folder } = await withGood();
    const secret = join(dir, 'elsewhere.pb.gz');
    copyFileSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.pb.gz')) ?? ''), secret);
    symlinkSync(secret, join(folder, nameOf(1)));
    execFileSync('mkfifo', [join(folder, nameOf(2))]);
    mkdirSync(join(folder, nameOf(3)));
    const server = createServer().listen(join(folder, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    renameSync(join(folder, 'socket'), join(folder, nameOf(4)));
    symlinkSync(join(dir, 'nowhere'), join(folder, nameOf(5)));
    const store = openStore(dir);
    await expectGoodOnly(store);
    expect(readdirSync(join(folder, 'aside')).sort()).toEqual([1, 2, 3, 4, 5].map(nameOf));
    expect(existsSync(secret)).toBe(true);
    expect(store.failures).toHaveLength(5);
  });

  test('very large, is set aside with no more than its beginning read', async () => {
    const { dir, folder } = await withGood();
    writeFileSync(join(folder, nameOf(1)), '');
    truncateSync(join(folder, nameOf(1)), 1e12);
    await expectGoodOnly(openStore(dir));
    expect(readdirSync(join(folder, 'aside'))).toEqual([nameOf(1)]);
  });

  test('above a hundred, is left in place and not counted', async () => {
    const { dir, folder } = await withGood();
    for (let i = 0; i < 102; i++) writeFileSync(join(folder, nameOf(i)), 'hello');
    const store = openStore(dir);
    await expectGoodOnly(store);
    expect(readdirSync(join(folder, 'aside')).length).toBeLessThanOrEqual(101);
    expect(store.status().problems).toEqual([
      expect.stringMatching(/^10[01] files were damaged and set aside/),
      expect.stringMatching(/damaged and not counted, such as .*100 are in .* already/),
    ]);
    expect(new Set(store.failures).size).toBe(1);
  });

  test('that becomes damaged later, is set aside when it is read', async () => {
    const { dir, folder } = await withGood();
    writeFileSync(join(folder, nameOf(1)), goodBytes);
    const store = openStore(dir);
    const { windows } = await store.list();
    expect(windows).toHaveLength(2);
    writeFileSync(join(folder, nameOf(1)), 'hello');
    expect(await windows.find(({ id }) => id === nameOf(1))?.read()).toBeUndefined();
    await expectGoodOnly(store);
  });

  test('in another service’s folder, is left to that service', async () => {
    const { dir, folder } = await withGood();
    writeFileSync(join(folder, nameOf(1)), 'hello');
    const other = openStore(dir, { service: 'other' });
    expect((await other.list('shop')).windows).toHaveLength(1);
    expect((await other.list('*')).windows).toHaveLength(1);
    expect(readdirSync(folder)).not.toContain('aside');
  });
});

test('files of a newer version are left alone, and reported', async () => {
  const { dir, folder } = await withGood();
  writeFileSync(join(folder, nameOf(1)), withHead({ version: 3 }));
  const store = openStore(dir);
  await expectGoodOnly(store);
  expect(readdirSync(folder)).toContain(nameOf(1));
  expect(store.status().problems).toEqual([
    expect.stringMatching(/1 window was written by a newer routeprof/),
  ]);
});

test('files of version 1 count', async () => {
  const { dir, folder } = await withGood();
  writeFileSync(join(folder, nameOf(1)), writeVersionOne(good));
  const store = openStore(dir);
  expect(await sumOf(store)).toEqual(addUp([good, good]));
  const { windows } = await store.list();
  const [one, two] = windows.map(
    ({ id: _id, bytes: _bytes, read: _read, readDigest: _readDigest, ...summary }) => summary,
  );
  expect(one).toEqual(two);
  expect(store.status().problems).toEqual([]);
});

test('foreign files are left alone, and reported', async () => {
  const { dir, folder } = await withGood();
  const names = [
    'notes.txt',
    '..pb.gz',
    `${startMillis}-1-0000000000000001.pb.gz`,
    `x${nameOf(1)}`,
    `${nameOf(1)}~`,
    '.hidden.0123456789ab.tmp',
    'cleared-soon',
    `-1-2-0000000000000001.pb.gz`,
    'a\nb',
  ];
  for (const name of names) writeFileSync(join(folder, name), goodBytes);
  const store = openStore(dir);
  await expectGoodOnly(store);
  for (const name of names) expect(readFileSync(join(folder, name)).equals(goodBytes)).toBe(true);
  expect(store.status().problems).toEqual([expect.stringMatching(/9 files are not routeprof’s \(".*"\)/)]);
});

test('names in a file lead nowhere: a file covers only what is beside it', async () => {
  const { dir, folder } = await withGood();
  const outside = join(dir, 'outside.pb.gz');
  writeFileSync(outside, 'precious');
  const covers = ['../outside.pb.gz', outside, 'service.json', '../..', ''];
  writeFileSync(join(folder, nameOf(1)), writePprofNow(good, { covers, beneath: [] }));
  const store = openStore(dir, {
    pace: { passMillis: 5, lagMillis: 0, settleMillis: 0, leaseMillis: 60_000 },
  });
  expect((await store.list()).windows).toHaveLength(2);
  // A pass that has begun is brought to its end.
  await vi.waitFor(() => expect(existsSync(join(folder, 'lease-1'))).toBe(true), { timeout: 60_000 });
  await store.close();
  expect(readFileSync(outside, 'utf8')).toBe('precious');
  expect(existsSync(join(folder, 'service.json'))).toBe(true);
});

test('files that cover each other hide each other, and nothing else', async () => {
  const { dir, folder } = await withGood();
  writeFileSync(join(folder, nameOf(1)), writePprofNow(good, { covers: [nameOf(2)], beneath: [] }));
  writeFileSync(join(folder, nameOf(2)), writePprofNow(good, { covers: [nameOf(1)], beneath: [] }));
  writeFileSync(join(folder, nameOf(3)), writePprofNow(good, { covers: [nameOf(3)], beneath: [] }));
  await expectGoodOnly(openStore(dir));
  // Too old, all of them.
  const now = (): number => newYear + 1e18;
  const store = openStore(dir, {
    now,
    pace: { passMillis: 5, lagMillis: 0, settleMillis: 0, leaseMillis: 60_000 },
  });
  await vi.waitFor(() => expect(readdirSync(folder).filter((name) => name.endsWith('.gz'))).toEqual([]), {
    timeout: 60_000,
  });
  expect(store.status().problems).toEqual([]);
});

test('listing ends, even if files cover each other in a circle', async () => {
  const { dir, folder } = await withGood();
  const covering: [number, number[]][] = [
    [1, [2]],
    [2, [1]],
    [3, [1, 3]],
    [4, [3, 3, 1]],
  ];
  for (const [id, covers] of covering) {
    const standsFor = { covers: covers.map(nameOf), beneath: covers.map(nameOf) };
    writeFileSync(join(folder, nameOf(id)), writePprofNow(good, standsFor));
  }
  const store = openStore(dir);
  expect((await store.list()).windows.map(({ id }) => id)).toContain(nameOf(4));
  expect(finestOf((await store.list()).windows).length).toBeLessThanOrEqual(5);
});

test('a hard link counts by its name', async () => {
  const { dir, folder } = await withGood();
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.pb.gz'));
  linkSync(join(folder, name), join(folder, nameOf(1)));
  expect((await openStore(dir).list()).windows).toHaveLength(2);
});

test('a folder that others may read is closed to them', async () => {
  const { dir, folder } = await withGood();
  chmodSync(folder, 0o777);
  const store = openStore(dir);
  store.add(windowAt({ at: 20 }));
  await store.close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
