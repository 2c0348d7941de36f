import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyBuilder } from '../../../src/profile/latency.ts';
import type { Window } from '../../../src/profile/window.ts';
import { serviceFolder } from '../../../src/store/directory/names.ts';
import { countedWindows } from '../../../src/store/shared/counted-windows.ts';
import { listService } from '../../../src/store/shared/lister.ts';
import { mergedWindowName, newWindowName, spanOfName } from '../../../src/store/shared/names.ts';
import { createPendingWindows } from '../../../src/store/shared/pending-windows.ts';
import { planMerges } from '../../../src/store/shared/plan-merges.ts';
import { planRemovals } from '../../../src/store/shared/plan-removals.ts';
import type { FoundWindow, StoreLook } from '../../../src/store/shared/service-reader.ts';
import { windows } from '../../fixtures/windows.ts';

function fileOf(
  name: string,
  startSeconds: number,
  covers: readonly string[] = [],
  beneath: readonly string[] = [],
): FoundWindow {
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
      beneath,
    },
  };
}
function lookAt(windows: readonly FoundWindow[], clearedMicros = 0): StoreLook {
  return { windows, clearedMicros, marks: [], cleared: [], problems: [], unread: 0 };
}
const ladder = [
  { everyMillis: 10_000, forMillis: 20_000 },
  { everyMillis: 60_000, forMillis: 600_000 },
  { everyMillis: 300_000, forMillis: Number.POSITIVE_INFINITY },
];
const unlimited = { ladder, maxBytes: Number.POSITIVE_INFINITY };
const namesOf = (files: readonly FoundWindow[]): string[] => files.map(({ name }) => name);

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
  const counted = (left: readonly FoundWindow[]): string[] => countedWindows(left, 0).map(({ name }) => name);
  expect(counted(files)).toEqual(['abc', 'd']);
  const plans = [
    planRemovals(
      lookAt(files),
      1e12,
      { ...unlimited, ladder: [{ everyMillis: 10_000, forMillis: 1 }] },
      () => false,
    ),
    planRemovals(lookAt(files), 0, { ...unlimited, maxBytes: 150 }, () => false),
    planRemovals(lookAt(files), 1e12, unlimited, () => true),
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

test('what is too old is not reported as removed for space, even where space is short', () => {
  const files = [
    fileOf('old', 0),
    fileOf('older', 10),
    fileOf('c', 1000),
    fileOf('d', 1010),
    fileOf('e', 1020),
  ];
  const bounds = { ladder: [{ everyMillis: 10_000, forMillis: 100_000 }], maxBytes: 250 };
  expect(planRemovals(lookAt(files), 1030e6, bounds, () => true)).toEqual({
    names: ['old', 'older', 'c'],
    forSpace: 1,
  });
});

test('of merged files, one of which has all of the other and more, one counts', () => {
  const files = [fileOf('ab', 0, ['a', 'b']), fileOf('abc', 0, ['b', 'c', 'a']), fileOf('de', 0, ['d', 'e'])];
  expect(countedWindows(files, 0).map(({ name }) => name)).toEqual(['abc', 'de']);
});

test('a cleared file does not hide one that is not cleared', () => {
  const files = [fileOf('ab', 0, ['a', 'b']), fileOf('b', 10)];
  expect(countedWindows(files, 5e6).map(({ name }) => name)).toEqual(['b']);
});

test('a file names all files whose data it has, so a damaged one between them does not make any count again', () => {
  const files = [
    fileOf('a', 0),
    fileOf('b', 10),
    fileOf('abc', 0, ['ab', 'c'], ['a', 'b']),
    fileOf('c', 20),
    fileOf('d', 30),
  ];
  expect(namesOf(countedWindows(files, 0))).toEqual(['abc', 'd']);
  const removed = (seconds: number): readonly string[] =>
    planRemovals(lookAt(files), seconds * 1e6, unlimited, () => true).names;
  expect(removed(30)).toEqual([]);
  expect(removed(31)).toEqual(['c', 'a', 'b']);
});

test('all parts of a file go when the last of them is too old for its own rung, not before the file has been seen', () => {
  // Of a minute, of which one window came late; then of five, of which one stayed alone.
  const files = [
    ...['a', 'b', 'c'].map((name, i) => fileOf(name, 10 * i)),
    fileOf('ab', 0, ['a', 'b']),
    fileOf('abc', 0, ['ab', 'c'], ['a', 'b']),
    fileOf('d', 70),
    fileOf('abcd', 0, ['abc', 'd'], ['ab', 'a', 'b', 'c']),
  ];
  const removed = (seconds: number, isSettled = (_name: string) => true): string[] =>
    [...planRemovals(lookAt(files), seconds * 1e6, unlimited, isSettled).names].sort();
  // Each of them ended at second 10.
  expect(removed(30)).toEqual([]);
  expect(removed(31)).toEqual(['a', 'b']);
  expect(removed(610)).toEqual(['a', 'b']);
  expect(removed(611)).toEqual(['a', 'ab', 'abc', 'b', 'c', 'd']);
  expect(removed(611, (name) => name === 'abc')).toEqual(['a', 'ab', 'b', 'c']);
  expect(removed(611, () => false)).toEqual([]);
});

test('a span becomes a file as soon as it is over and its last windows have come, rung by rung', () => {
  const plan = (files: readonly FoundWindow[], seconds: number): string[][] =>
    planMerges(files, {
      ...{ nowMicros: seconds * 1e6, ladder, lagMillis: 5_000, afterLoss: new Set<string>() },
      ...{ present: new Set(namesOf(files)), processes: 2 },
    }).map(({ windows }) => namesOf(windows));
  const [a, b, c, d] = [fileOf('a', 0), fileOf('b', 55), fileOf('c', 60), fileOf('d', 70)];
  // A window of the first minute may be 10 s long, and take 5 s more to come.
  expect(plan([a, b, c, d], 74)).toEqual([]);
  expect(plan([a, b, c, d], 75)).toEqual([['a', 'b']]);
  // Five minutes wait for the minutes that they are made of.
  expect(plan([a, b, c, d], 315)).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  const minutes = [fileOf('ab', 0, ['a', 'b']), fileOf('cd', 60, ['c', 'd'])];
  expect(plan(minutes, 314)).toEqual([]);
  expect(plan(minutes, 315)).toEqual([['ab', 'cd']]);
  // A late one joins what the others have become.
  expect(plan([fileOf('abcd', 0, ['ab', 'cd']), fileOf('late', 130)], 400)).toEqual([['abcd', 'late']]);
  // What would be removed at once is not made.
  expect(plan([a, b, c, d], 721)).toEqual([['a', 'b', 'c', 'd']]);
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
    readDigest: async () => undefined,
  };
  const list = async (): Promise<string[]> =>
    (await listService(reader, pending, () => 0, 1e12)).windows.map(({ id }) => id).sort();
  expect(await list()).toEqual([written, 'all', late, waiting].sort());
  expect(await list()).toEqual([written, 'all', waiting].sort());
});

function fail(error: unknown): never {
  throw error;
}

test('names tell the time of a window, and which windows it merges', () => {
  const span = { startMicros: 1_234_567, endMicros: 2_345_678 };
  expect(spanOfName(newWindowName(span))).toEqual({ startMillis: 1234, endMillis: 2345 });
  expect(newWindowName(span)).not.toBe(newWindowName(span));
  expect(mergedWindowName(span, ['x', 'y'])).toBe(mergedWindowName(span, ['y', 'x']));
  expect(mergedWindowName(span, ['x', 'y'])).not.toBe(mergedWindowName(span, ['x']));
});

test('a service’s folder has a safe name, and is unique', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(serviceFolder(one)).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?-[0-9a-f]{8}$/);
      expect(serviceFolder(one) === serviceFolder(other)).toBe(one === other);
    }),
  );
});
