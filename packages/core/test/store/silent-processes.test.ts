import { expect, test } from 'vitest';
import { createRequestCount } from '../../src/process/request-count.ts';
import { summaryOf, type WindowSummary } from '../../src/profile/window-summary.ts';
import { silentAmong } from '../../src/store/silent-processes.ts';
import { newYear, windowAt } from './directory/open-store.ts';

const ladder = [{ everyMillis: 10_000, forMillis: 600_000 }];

/** Windows of ten seconds, the last of which may be the last of its process. */
function summariesOf(instance: string, count: number, isEnded = false): WindowSummary[] {
  const counted = createRequestCount({ startMicros: newYear, ladder, everyMillis: () => 10_000 });
  return Array.from({ length: count }, (_, i) => {
    const window = windowAt({ at: 10 * i, instance });
    return summaryOf(
      counted.add(window, isEnded && i === count - 1 ? 'ended' : undefined),
      `${instance}${i}`,
    );
  });
}
const at = (seconds: number): number => newYear + seconds * 1e6;

test('a process is silent when its next windows should have come long ago', () => {
  const windows = [...summariesOf('a', 3), ...summariesOf('b', 12)];
  expect(silentAmong(windows, at(120))).toBeUndefined();
  const requests = windows[2]?.requests;
  expect(silentAmong(windows, at(126))).toEqual({ processes: 1, sinceMicros: at(30), requests });
});

test('several are counted together, since the last that was heard of', () => {
  const windows = [...summariesOf('a', 3), ...summariesOf('b', 5)];
  const requests = 2 * (windows[2]?.requests ?? 0);
  expect(silentAmong(windows, at(1_000))).toEqual({ processes: 2, sinceMicros: at(50), requests });
});

test('a process that has said that it ends is not, unless it has begun again', () => {
  expect(silentAmong(summariesOf('a', 3, true), at(1_000))).toBeUndefined();
  const resumed = [...summariesOf('a', 3, true), ...summariesOf('a', 4).slice(3)];
  expect(silentAmong(resumed, at(1_000))?.processes).toBe(1);
});

test('of a longer window, as many requests are missing as come while one is open', () => {
  const [window] = summariesOf('a', 1);
  const minute = { ...(window as WindowSummary), endMicros: at(60), requests: 600 };
  expect(silentAmong([minute], at(1_000))?.requests).toBe(100);
});

test('windows without numbers, and those of several processes, say nothing', () => {
  const { ledger: _ledger, ...old } = summariesOf('a', 1)[0] as WindowSummary;
  expect(silentAmong([old], at(1_000))).toBeUndefined();
});
