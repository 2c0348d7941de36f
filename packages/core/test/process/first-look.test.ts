import { expect, test, vi } from 'vitest';
import { atOnce } from '../../src/in-turns.ts';
import { createClosedSum } from '../../src/process/closed-sum.ts';
import { firstLook } from '../../src/process/first-look.ts';
import { type Digest, digestOf } from '../../src/profile/digest.ts';
import { DigestSum } from '../../src/profile/digest-sum.ts';
import type { Window } from '../../src/profile/window.ts';
import { summaryOf } from '../../src/profile/window-summary.ts';
import { everything } from '../../src/store/choice.ts';
import type { StoredWindow, WindowReader } from '../../src/store/window-store.ts';
import { exampleWindows } from '../fixtures/windows.ts';

const [first, second, last] = exampleWindows(3) as [Window, Window, Window];
/** The open window of this process. */
const third: Window = {
  ...last,
  sources: last.sources.slice(0, 1).map((source) => ({ ...source, instance: 'this' })),
};
const large = 1024 * 1024;

function sumOf(...windows: readonly Window[]): Window {
  const sum = new DigestSum();
  for (const window of windows) atOnce(sum.add(digestOf(window)));
  return atOnce(sum.finish());
}
function stored(id: string, window: Window, bytes = large) {
  const read = vi.fn(async () => window);
  const readDigest = vi.fn(async (): Promise<Digest | undefined> => digestOf(window));
  return { ...summaryOf(window, id), covers: ['part'], parts: [], bytes, read, readDigest };
}
function readable(windows: readonly StoredWindow[], unread = 0, place: string | undefined = 'a place') {
  const list = vi.fn(async () => ({ windows, clearedMicros: 0, missing: [], unread, decisions: [] }));
  const store: WindowReader = {
    list,
    evidence: async () => [],
    services: async () => ['shop'],
    stamp: async () => '',
    status: () => ({ kind: 'directory', ...(place && { place }), windows: 0, bytes: 0, problems: [] }),
  };
  const closedSum = createClosedSum(100, () => 0);
  return { list, given: { store, closedSum, source: { service: 'shop', instance: 'this' } } };
}

test('it has the sums of everything, and reads no stacks', async () => {
  const windows = [stored('a', first), stored('b', second)];
  const { list, given } = readable(windows);
  const look = await firstLook(everything, { ...given, open: async () => third });
  expect(list).toHaveBeenCalledWith('', 'coarse');
  expect(look?.window).toEqual(sumOf(first, second, third));
  expect(look?.history.summaries.map(({ id }) => id)).toEqual(['a', 'b', 'open']);
  expect(look?.firstLook).toEqual({ unreadWindows: 0 });
  for (const { read } of windows) expect(read).not.toHaveBeenCalled();
});

test('where the latest windows of others are left out, so is the open window', async () => {
  const { given } = readable([stored('a', first)], 1_900);
  const look = await firstLook(everything, { ...given, open: async () => third });
  expect(look?.window).toEqual(sumOf(first));
  expect(look?.firstLook).toEqual({ unreadWindows: 1_900 });
});

test('a window that this process has closed meanwhile does not count twice', async () => {
  const mine = { ...first, sources: third.sources, startMicros: third.startMicros };
  const { given } = readable([stored('mine', mine), stored('b', second)]);
  const look = await firstLook(everything, { ...given, open: async () => third });
  expect(look?.history.summaries.map(({ id }) => id)).toEqual(['b', 'open']);
});

test('there is none of a little, of a part, of memory, or while windows go away', async () => {
  const one = stored('a', first);
  expect(await firstLook(everything, readable([stored('a', first, 1_000)]).given)).toBeUndefined();
  expect(await firstLook({ ...everything, host: 'web-1' }, readable([one]).given)).toBeUndefined();
  expect(await firstLook({ ...everything, fromMicros: 1 }, readable([one]).given)).toBeUndefined();
  expect(await firstLook(everything, readable([one], 0, '').given)).toBeUndefined();
  // Nothing is merged yet.
  expect(await firstLook(everything, readable([], 600).given)).toBeUndefined();
  one.readDigest.mockResolvedValueOnce(undefined);
  expect(await firstLook(everything, readable([one]).given)).toBeUndefined();
  expect(await firstLook({ ...everything, service: '*' }, readable([one]).given)).toBeDefined();
});
