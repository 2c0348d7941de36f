import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/decision.ts';
import type { Ledger } from '../../src/profile/ledger.ts';
import { summaryOf, type WindowSummary } from '../../src/profile/window-summary.ts';
import { countProcesses, followersOf } from '../../src/store/followers.ts';
import { newYear, windowAt } from './directory/open-store.ts';

const at = (seconds: number): number => newYear + seconds * 1e6;
const hour = 3_600;

/** A window of ten seconds that ended then. */
function ended(instance: string, seconds: number, ledger: Partial<Ledger> = {}): WindowSummary {
  const times = { sinceMicros: at(-10 * hour), from: 0, to: 1, keptMillis: 1e9, everyMillis: 8_000 };
  const window = windowAt({ at: seconds - 10, instance });
  return summaryOf({ ...window, ledger: { ...times, ...ledger } }, `${instance} ${seconds}`);
}
const decided = (kind: Decision['kind'], value: string, seconds = 0): Decision => ({
  ...{ kind, value, atMicros: at(seconds) },
});
const heeds = (decision: Decision): Partial<Ledger> => ({ heeds: { [decision.kind]: decision.atMicros } });
const last = { isLast: true } as const;
const pausedLast = { isLast: true, isPaused: true } as const;
const count = (decision: Decision, windows: readonly WindowSummary[], seconds = 20): string => {
  const { followed, processes } = followersOf(decision, windows, at(seconds));
  return `${followed} of ${processes}`;
};

describe.each([
  ['a pause', decided('pause', 'on')],
  ['a resume', decided('pause', 'off')],
  ['a rate', decided('rate', '99')],
] as const)('%s', (_name, decision) => {
  test('has followers whose windows say so', () => {
    expect(count(decision, [ended('a', 5, heeds(decision)), ended('b', 5)])).toBe('1 of 2');
  });

  test('is followed by who obeys a later one of its kind, not by who obeys one of another kind', () => {
    const later = heeds(decided(decision.kind, '', 60));
    const other = { heeds: { clear: at(500), [decision.kind === 'rate' ? 'pause' : 'rate']: at(500) } };
    expect(count(decision, [ended('a', 90, later), ended('b', 90, other)])).toBe('1 of 2');
  });

  test.each([-300, 300])('is followed whatever the clock of the process says: %d s', (skew) => {
    const windows = [ended('a', skew, heeds(decision)), ended('b', skew), ended('c', -skew, heeds(decision))];
    expect(count(decision, windows)).toBe('2 of 3');
    // Its clock was set back since.
    const setBack = [ended('a', 5, heeds(decision)), ended('a', 900)];
    expect(count(decision, setBack)).toBe('1 of 1');
  });

  test('does not wait for a process that has said that it ends', () => {
    expect(count(decision, [ended('a', 5, heeds(decision)), ended('b', -5, last)])).toBe('1 of 1');
  });

  test('waits for one that was killed, or knows no decisions', () => {
    const old = { ...ended('c', 5) };
    const { ledger: _ledger, ...without } = old;
    expect(count(decision, [ended('a', 5, heeds(decision)), ended('b', -5), without])).toBe('1 of 3');
  });

  test('does not wait for one of which nothing came in the hour before', () => {
    const windows = [ended('a', 5, heeds(decision)), ended('b', -hour - 10)];
    expect(count(decision, windows)).toBe('1 of 1');
  });
});

test('processes that are paused for long are still there, and follow a resume', () => {
  const pause = decided('pause', 'on');
  const paused = ['a', 'b'].map((instance) => ended(instance, 1, { ...pausedLast, ...heeds(pause) }));
  const open = ended('a', 9 * hour, heeds(pause));
  expect(count(pause, [...paused, open], 9 * hour)).toBe('2 of 2');
  const resume = decided('pause', 'off', 60);
  expect(count(resume, paused, 70)).toBe('0 of 2');
  expect(count(resume, [...paused, ended('b', 80, heeds(resume))], 90)).toBe('1 of 2');
});

test('a window of several processes does not say which of them followed', () => {
  const pause = decided('pause', 'on');
  const both = { ...ended('a', 5, heeds(pause)) };
  const sources = [...both.sources, ...ended('b', 5).sources];
  expect(count(pause, [{ ...both, sources }])).toBe('0 of 0');
});

describe('a clear', () => {
  const clear = decided('clear', '3');
  const since = (seconds: number): Partial<Ledger> => ({ ...heeds(clear), sinceMicros: at(seconds) });

  test('says itself how many there were', () => {
    expect(count(clear, [])).toBe('0 of 3');
    expect(count(clear, [ended('a', 10, since(0)), ended('b', 310, since(0))])).toBe('2 of 3');
  });

  test('is not followed by processes that have started since', () => {
    expect(count(clear, [ended('a', 10, since(0)), ended('new', 30, since(15))])).toBe('1 of 3');
  });

  test('of which nobody knows how many there were waits for nobody', () => {
    expect(count(decided('clear', ''), [])).toBe('0 of 0');
  });
});

test('who has not followed is late after the grace of two windows and a bit', () => {
  const pause = decided('pause', 'on');
  const isOverdue = (seconds: number): boolean => followersOf(pause, [ended('a', 5)], at(seconds)).isOverdue;
  expect(isOverdue(90)).toBe(false);
  expect(isOverdue(92)).toBe(true);
  expect(isOverdue(-300)).toBe(false);
});

test('processes of the latest hour count until they have ended', () => {
  const windows = [
    ...[ended('a', 5), ended('b', 5, last), ended('c', 5, pausedLast), ended('d', -hour)],
    ...[ended('e', -5, last), ended('e', 5)],
  ];
  expect(countProcesses(windows, new Set(['a', 'f']))).toBe(4);
});
