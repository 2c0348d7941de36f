import { expect, test } from 'vitest';
import { LatencyBuilder } from '../../../src/profile/latency.ts';
import type { Window } from '../../../src/profile/window.ts';
import { sharesOf, withBoundedSources } from '../../../src/store/shared/merged-sources.ts';
import { planMerges } from '../../../src/store/shared/plan-merges.ts';
import { planRemovals } from '../../../src/store/shared/plan-removals.ts';
import { rungOf } from '../../../src/store/shared/rungs.ts';
import type { FoundWindow } from '../../../src/store/shared/service-reader.ts';
import { exampleWindows } from '../../fixtures/windows.ts';

const minute = 60_000;
const ladder = [
  { everyMillis: 10_000, forMillis: 10 * minute },
  { everyMillis: minute, forMillis: 120 * minute },
  { everyMillis: 10 * minute, forMillis: 2_880 * minute },
];
const openMillis = 100_000;
const latency = new LatencyBuilder().finish();

function sourceOf(process: number) {
  const told = { service: 'shop', version: '1', pid: process, node: '24', engine: 'async-context', rate: 99 };
  return { ...told, instance: `p${process}` };
}
/** A window of a process of a large fleet. */
function windowOf(process: number, startSeconds: number): FoundWindow {
  const startMicros = startSeconds * 1e6;
  return {
    name: `${process}-${startSeconds}`,
    bytes: 100,
    head: {
      ...{ sources: [sourceOf(process)], startMicros, endMicros: startMicros + openMillis * 1000 },
      ...{ requests: process, cpuMicros: 10 * process, latency, covers: [], beneath: [] },
      ledger: { sinceMicros: 0, from: 0, to: process, keptMillis: 0, everyMillis: openMillis },
    },
  };
}
function mergedOf(name: string, parts: readonly FoundWindow[], spanMillis: number): FoundWindow {
  const covers = parts.map((part) => part.name);
  const startMicros = Math.min(...parts.map(({ head }) => head.startMicros));
  const endMicros = Math.max(...parts.map(({ head }) => head.endMicros));
  const sources = parts.flatMap(({ head }) => head.sources);
  const head = { sources, startMicros, endMicros, requests: 1, cpuMicros: 1, latency };
  return { name, bytes: 50, head: { ...head, covers, beneath: [], spanMillis } };
}
function plan(windows: readonly FoundWindow[], seconds: number, also: readonly FoundWindow[] = []): number[] {
  const present = new Set([...windows, ...also].map(({ name }) => name));
  const processes = new Set(windows.flatMap(({ head }) => head.sources.map(({ pid }) => pid))).size;
  const times = { nowMicros: seconds * 1e6, ladder, lagMillis: 10_000, afterLoss: new Set<string>() };
  return planMerges(windows, { ...times, present, processes }).map((merge) => merge.windows.length);
}
const fleet = (processes: number, startSeconds: number): FoundWindow[] =>
  Array.from({ length: processes }, (_, i) => windowOf(i, startSeconds + (i % 60)));

test('the windows of a minute of a large fleet become one, when the last of them can have come', () => {
  // The minute is over at second 60, its last window at 160, and has 10 s to come.
  expect(plan(fleet(60, 0), 169)).toEqual([]);
  expect(plan(fleet(60, 0), 170)).toEqual([60]);
  // Of a small one, each process keeps its own.
  expect(plan(fleet(50, 0), 170)).toEqual([]);
  expect(plan([...fleet(2, 0), ...fleet(2, 10)], 170)).toEqual([2, 2]);
});

test('a window waits to be merged until it would stand for few others', () => {
  const [first, second] = [fleet(600, 0), fleet(600, 60)];
  const minutes = [mergedOf('first', first, minute), mergedOf('second', second, minute)];
  expect(plan(minutes, 800, [...first, ...second])).toEqual([]);
  expect(plan(minutes, 800, first)).toEqual([2]);
});

test('what a process wrote is of the first rung, what was merged of the one that it was merged for', () => {
  const long = windowOf(1, 0);
  expect(rungOf(long, ladder)).toBe(ladder[0]);
  expect(rungOf(mergedOf('m', [long], minute), ladder)).toBe(ladder[1]);
  expect(rungOf(mergedOf('m', [long], 10 * minute), ladder)).toBe(ladder[2]);
  expect(rungOf(mergedOf('m', [long], 20 * minute), ladder)).toBe(ladder[2]);
  const windows = [...fleet(60, 0), mergedOf('m', fleet(60, 0), minute)];
  const look = { windows, clearedMicros: 0, marks: [], cleared: [], problems: [], unread: 0 };
  const removed = (seconds: number): number =>
    planRemovals(look, seconds * 1e6, { ladder, maxBytes: 1e9 }, () => true).names.length;
  // Ten minutes after it is known, another 275 s later, that no other has come after them.
  expect(removed(159 + 600 + 275)).toBe(0);
  expect(removed(160 + 600 + 275)).toBe(60);
});

test('where space is short, what is merged already goes first, and nothing is lost', () => {
  const old = mergedOf('old', [windowOf(1, -1_000)], minute);
  const windows = [old, mergedOf('m', fleet(60, 0), minute), ...fleet(60, 0), windowOf(7, 300)];
  const look = { windows, clearedMicros: -2_000e6, marks: [], cleared: [], problems: [], unread: 0 };
  const removals = (maxBytes: number, isSettled = true) =>
    planRemovals(look, 400e6, { ladder, maxBytes }, () => isSettled);
  expect(removals(1_000).names).toHaveLength(60);
  expect(removals(1_000).forSpace).toBe(0);
  expect(removals(150).names).toContain('old');
  expect(removals(150).forSpace).toBe(1);
  expect(removals(1_000, false).names[0]).toBe('old');
});

test('each process of a merged minute keeps its requests and CPU time', () => {
  const parts = [windowOf(2, 0), windowOf(1, 5), windowOf(2, 10)];
  const [example] = exampleWindows(1) as [Window];
  const window = { ...example, sources: [sourceOf(1), sourceOf(2)] };
  expect(sharesOf(window, parts)).toEqual([
    { requests: 1, cpuMicros: 10 },
    { requests: 4, cpuMicros: 40 },
  ]);
  const merged = mergedOf('m', parts, minute);
  expect(sharesOf(window, [merged])).toBeUndefined();
  const perSource = [1, 2, 3].map((requests) => ({ requests, cpuMicros: 0 }));
  const again = sharesOf(window, [{ ...merged, head: { ...merged.head, perSource } }]);
  expect(again?.map(({ requests }) => requests)).toEqual([2, 4]);
});

test('a long list of processes becomes one of versions', () => {
  const [example] = exampleWindows(1) as [Window];
  const many = Array.from({ length: 65 }, (_, i) => ({ ...sourceOf(i), version: i < 60 ? '1' : '2' }));
  const bounded = withBoundedSources({ ...example, sources: many }, false);
  expect(bounded.sources.map(({ version, instance }) => [version, instance])).toEqual([
    ['1', ''],
    ['2', ''],
  ]);
  expect(withBoundedSources({ ...example, sources: many }, true).sources).toHaveLength(65);
  expect(withBoundedSources({ ...example, sources: many.slice(1) }, false).sources).toHaveLength(64);
});
