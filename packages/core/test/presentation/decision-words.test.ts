import { expect, test } from 'vitest';
import { decisionWords, isPaused, pauseWords } from '../../src/presentation/decision-words.ts';
import type { History } from '../../src/presentation/model/history.ts';
import type { ReportModel } from '../../src/presentation/model/report.ts';

type Told = NonNullable<History['decisions']>[number];

/** 2026-01-01, noon. */
const atMicros = 1_767_268_800_000_000;
const told = (kind: Told['kind'], value: string, more: Partial<Told> = {}): Told => ({
  ...{ kind, value, atMicros, followed: 38, processes: 40, isOverdue: false, everyMillis: 0 },
  ...more,
});
const shared = { kind: 'redis', place: 'Redis', windows: 1, bytes: 1, problems: [], flushMillis: 10_000 };
const alone = { kind: 'memory', windows: 1, bytes: 1, problems: [] };

function model(
  decisions: readonly Told[],
  { store = shared as History['store'], paused = false, isThis = true } = {},
): ReportModel {
  const history = { store, decisions, processes: [{ isThis }] };
  return { status: { paused }, history } as unknown as ReportModel;
}

test('a pause says since when, and who has followed', () => {
  const pause = told('pause', 'on');
  const start = 'Paused for all processes since 2026-01-01 12:00:00 UTC';
  expect(pauseWords(model([pause]))).toBe(
    `${start}. 38 of 40 have followed; the others do at their next flush, within 10 s.`,
  );
  expect(pauseWords(model([{ ...pause, isOverdue: true }]))).toBe(
    `${start}. 38 of 40 have followed. The others have ended without a word, cannot reach the store, or have an older routeprof.`,
  );
  expect(pauseWords(model([{ ...pause, followed: 40, isOverdue: true }]))).toBe(
    `${start}: nothing is being recorded.`,
  );
});

test('a pause is also told where nobody flushes, and by a process that is alone', () => {
  const { flushMillis: _flush, ...kept } = shared;
  expect(pauseWords(model([told('pause', 'on')], { store: kept }))).toMatch(/at their next flush\.$/);
  expect(pauseWords(model([told('pause', 'on')], { store: alone }))).toBe(
    'Paused since 2026-01-01 12:00:00 UTC: nothing is being recorded.',
  );
  expect(pauseWords(model([], { paused: true }))).toBe('Paused: nothing is being recorded.');
  expect(pauseWords(model([told('pause', 'off')]))).toBe('');
});

test.each([
  [told('clear', '40'), 'Cleared for all processes at 2026-01-01 12:00:00 UTC.', '20 s'],
  [told('pause', 'off'), 'Resumed for all processes at 2026-01-01 12:00:00 UTC.', '20 s'],
  [
    told('rate', '99'),
    'All processes were told at 2026-01-01 12:00:00 UTC to take 99 samples per second.',
    '10 s',
  ],
  [
    told('rate', ''),
    'All processes were told at 2026-01-01 12:00:00 UTC to take as many samples as the option rate says.',
    '10 s',
  ],
])('%o is told until all have followed, or for long enough', (decision, start, within) => {
  expect(decisionWords(model([decision]))).toEqual([
    `${start} 38 of 40 have followed; the others do at their next flush, within ${within}.`,
  ]);
  expect(decisionWords(model([{ ...decision, followed: 40 }]))).toEqual([]);
  expect(decisionWords(model([{ ...decision, isOverdue: true }]))).toEqual([]);
  expect(decisionWords(model([decision], { store: alone }))).toEqual([]);
});

test('a pause is not told twice', () => {
  expect(decisionWords(model([told('pause', 'on')]))).toEqual([]);
});

test('resume is offered where this app is paused, not where another service is', () => {
  const pause = told('pause', 'on');
  expect(isPaused(model([pause]))).toBe(true);
  expect(isPaused(model([pause], { isThis: false }))).toBe(false);
  expect(isPaused(model([], { isThis: false, paused: true }))).toBe(true);
  expect(isPaused(model([told('pause', 'off')]))).toBe(false);
});
