import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyBuilder } from '../../../src/profile/latency.ts';
import type { Window } from '../../../src/profile/window.ts';
import { countedFiles } from '../../../src/store/directory/counted-files.ts';
import type { FolderLook, StoredFile } from '../../../src/store/directory/folder-reader.ts';
import { listFolder } from '../../../src/store/directory/lister.ts';
import {
  mergedFileName,
  newFileName,
  readFileName,
  serviceFolder,
} from '../../../src/store/directory/names.ts';
import { createPendingWindows } from '../../../src/store/directory/pending-windows.ts';
import { planMerges } from '../../../src/store/directory/plan-merges.ts';
import { planRemovals } from '../../../src/store/directory/plan-removals.ts';
import { windows } from '../../profile/windows.ts';

function fileOf(name: string, startSeconds: number, covers: readonly string[] = []): StoredFile {
  return {
    name,
    bytes: 100,
    head: {
      sources: [],
      startMicros: startSeconds * 1e6,
      endMicros: (startSeconds + 10) * 1e6,
      requests: 1,
      cpuMicros: 1,
      latency: new LatencyBuilder().finish(),
      covers,
    },
  };
}
function lookAt(files: readonly StoredFile[], clearedMicros = 0): FolderLook {
  return { files, clearedMicros, cleared: [], temporaries: [], oldMarks: [], problems: [] };
}
const unlimited = { forMillis: Number.POSITIVE_INFINITY, maxDiskBytes: Number.POSITIVE_INFINITY };

test('whenever removing stops, nothing that was counted once counts again', () => {
  // Two were merged, and these with another; what they were made of is still there.
  const files = [
    fileOf('a', 0),
    fileOf('b', 10),
    fileOf('ab', 0, ['a', 'b']),
    fileOf('c', 20),
    fileOf('abc', 0, ['ab', 'c']),
    fileOf('d', 30),
  ];
  const counted = (left: readonly StoredFile[]): string[] => countedFiles(left, 0).map(({ name }) => name);
  expect(counted(files)).toEqual(['abc', 'd']);
  const plans = [
    planRemovals(lookAt(files), 1e12, { ...unlimited, forMillis: 1 }, () => false),
    planRemovals(lookAt(files), 0, { ...unlimited, maxDiskBytes: 150 }, () => false),
    planRemovals(lookAt(files), 0, unlimited, () => true),
  ];
  expect(plans.map(({ names }) => [...names].sort())).toEqual([
    ['a', 'ab', 'abc', 'b', 'c', 'd'],
    ['a', 'ab', 'abc', 'b', 'c'],
    ['a', 'ab', 'b', 'c'],
  ]);
  expect(plans.map(({ forSpace }) => forSpace)).toEqual([0, 1, 0]);
  for (const { names } of plans) {
    for (let removed = 0; removed <= names.length; removed++) {
      const gone = new Set(names.slice(0, removed));
      expect(['abc', 'd']).toEqual(
        expect.arrayContaining(counted(files.filter(({ name }) => !gone.has(name)))),
      );
    }
  }
});

test('of merged files, one of which has all of the other and more, one counts', () => {
  const files = [fileOf('ab', 0, ['a', 'b']), fileOf('abc', 0, ['b', 'c', 'a']), fileOf('de', 0, ['d', 'e'])];
  expect(countedFiles(files, 0).map(({ name }) => name)).toEqual(['abc', 'de']);
});

test('what is cleared hides nothing that is not', () => {
  const files = [fileOf('ab', 0, ['a', 'b']), fileOf('b', 10)];
  expect(countedFiles(files, 5e6).map(({ name }) => name)).toEqual(['b']);
});

test('a file is merged again only when what it stands for is gone', () => {
  const ladder = [
    { everyMillis: 10_000, forMillis: 20_000 },
    { everyMillis: 60_000, forMillis: 1e9 },
  ];
  const files = [fileOf('ab', 0, ['a', 'b']), fileOf('c', 20), fileOf('d', 61), fileOf('e', 70)];
  const names = (present: readonly string[]): string[][] =>
    planMerges(files, new Set(present), 1e9, ladder).map((group) => group.map(({ name }) => name));
  expect(names(['ab', 'c', 'd', 'e'])).toEqual([
    ['ab', 'c'],
    ['d', 'e'],
  ]);
  expect(names(['b', 'ab', 'c', 'd', 'e'])).toEqual([['d', 'e']]);
});

test('a window that is written while the folder is listed is in the list once', async () => {
  const [window] = fc.sample(windows, { numRuns: 1, seed: 1 }) as [Window];
  const pending = createPendingWindows({ maxNodes: 100, maxBytes: 1e9 }, (work) => work(), fail);
  for (let i = 0; i < 4; i++) pending.add(window);
  const [written, merged, late, waiting] = pending.all().map(({ name }) => name) as [
    string,
    string,
    string,
    string,
  ];
  // Seen before it is known to be written; merged since then; written too late to be seen; and not written.
  const look = lookAt([fileOf(written, 0), fileOf('all', 0, [merged, 'x'])]);
  const reader = {
    look: async () => {
      pending.written(late);
      return look;
    },
    read: async () => undefined,
  };
  const list = async (): Promise<string[]> =>
    (await listFolder(reader, pending, () => 0)).windows.map(({ id }) => id).sort();
  expect(await list()).toEqual([written, 'all', late, waiting].sort());
  expect(await list()).toEqual([written, 'all', waiting].sort());
});

function fail(error: unknown): never {
  throw error;
}

test('names say when a window was, and whose merge it is', () => {
  const span = { startMicros: 1_234_567, endMicros: 2_345_678 };
  expect(readFileName(newFileName(span))).toEqual({ startMillis: 1234, endMillis: 2345 });
  expect(newFileName(span)).not.toBe(newFileName(span));
  expect(mergedFileName(span, ['x', 'y'])).toBe(mergedFileName(span, ['y', 'x']));
  expect(mergedFileName(span, ['x', 'y'])).not.toBe(mergedFileName(span, ['x']));
});

test('a service’s folder has a name that leads nowhere else, and is its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(serviceFolder(one)).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?-[0-9a-f]{8}$/);
      expect(serviceFolder(one) === serviceFolder(other)).toBe(one === other);
    }),
  );
});
