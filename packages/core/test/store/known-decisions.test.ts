import { expect, test } from 'vitest';
import { readDecision } from '../../src/decision.ts';
import { createKnownDecisions } from '../../src/store/known-decisions.ts';

const minutes = 60e6;

test.each([
  ['pause', 'on'],
  ['pause', 'off'],
  ['rate', ''],
  ['rate', '1'],
  ['rate', '10000'],
  ['clear', ''],
  ['clear', '40'],
])('%s %j is a decision', (kind, value) => {
  expect(readDecision({ kind, atMicros: 5, value })).toEqual({ kind, atMicros: 5, value });
});

test.each([
  ['pause', ''],
  ['pause', 'ON'],
  ['rate', '0'],
  ['rate', '10001'],
  ['rate', '-1'],
  ['rate', '1e3'],
  ['rate', '0x10'],
  ['rate', '99.5'],
  ['rate', ' 99'],
  ['rate', '99\n'],
  ['clear', 'x'],
  ['space', ''],
  ['constructor', ''],
])('%s %j is none', (kind, value) => {
  expect(readDecision({ kind, atMicros: 5, value })).toBeUndefined();
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER])(
  'no decision was made at %d',
  (atMicros) => {
    expect(readDecision({ kind: 'pause', atMicros, value: 'on' })).toBeUndefined();
  },
);

test('the latest of each kind counts, in whichever order they come', () => {
  const known = createKnownDecisions(() => 0);
  const pause = { kind: 'pause', atMicros: 20, value: 'on' };
  const rate = { kind: 'rate', atMicros: 5, value: '99' };
  known.note([pause, rate]);
  known.note([{ ...pause, atMicros: 10, value: 'off' }]);
  expect(known.latest()).toEqual([pause, rate]);
  expect(known.isDecided('pause', 'on')).toBe(true);
  expect(known.isDecided('rate', '99')).toBe(true);
});

test('while nothing is decided, it is not paused, and the rate is that of the options', () => {
  const known = createKnownDecisions(() => 0);
  expect(known.isDecided('pause', 'off')).toBe(true);
  expect(known.isDecided('pause', 'on')).toBe(false);
  expect(known.isDecided('rate', '')).toBe(true);
  expect(known.latest()).toEqual([]);
});

test('a decision is later than all that are known, by a clock that is minutes behind', () => {
  let now = 100 * minutes;
  const known = createKnownDecisions(() => now);
  known.note([{ kind: 'pause', atMicros: 105 * minutes, value: 'on' }]);
  expect(known.decide('pause', 'off').atMicros).toBe(105 * minutes + 1);
  expect(known.decide('pause', 'on').atMicros).toBe(105 * minutes + 2);
  expect(known.decide('rate', '99').atMicros).toBe(100 * minutes);
  now = 110 * minutes;
  expect(known.decide('pause', 'off').atMicros).toBe(110 * minutes);
});

test('a decision is not older than the process, when the clock is set back', () => {
  let now = 100 * minutes;
  const known = createKnownDecisions(() => now);
  now = 50 * minutes;
  expect(known.decide('clear', '1').atMicros).toBe(100 * minutes);
});

test('a mark that means nothing is ignored, and a decision is later than it', () => {
  const known = createKnownDecisions(() => 0);
  const on = { kind: 'pause', atMicros: 10, value: 'on' };
  known.note([on]);
  known.note([{ kind: 'pause', atMicros: 50, value: 'perhaps' }]);
  expect(known.latest()).toEqual([on]);
  expect(known.decide('pause', 'off').atMicros).toBe(51);
});
