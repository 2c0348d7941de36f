import { expect, test } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatRange,
  formatShare,
  plural,
  shareOf,
  thinSpace,
} from '../../src/presentation/quantity.ts';

test.each([
  [0, '0 µs'],
  [0.04, '<0.1 µs'],
  [0.5, '0.50 µs'],
  [1, '1 µs'],
  [999, '999 µs'],
  [999.6, '1.00 ms'],
  [1_000, '1.00 ms'],
  [12_345, '12.3 ms'],
  [99_960, '100 ms'],
  [999_400, '999 ms'],
  [999_500, '1.00 s'],
  [59_940_000, '59.9 s'],
  [59_960_000, '1 min'],
  [160_000_000, '2 min 40 s'],
  [750_000_000, '12 min 30 s'],
  [3_599_600_000, '1 h'],
  [3_600_000_000, '1 h'],
  [11_549_000_000, '3 h 12 min'],
  [86_399_000_000, '1 d'],
  [360_000_000_000_000, '4166 d 16 h'],
  [-1, '–'],
  [Number.NaN, '–'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d µs reads %s', (micros, text) => {
  expect(formatDuration(micros)).toBe(text);
});

test('a duration never shows 1000 of a unit that has a larger one', () => {
  const most: Readonly<Record<string, number>> = { s: 60, min: 60, h: 24 };
  for (let micros = 1; micros < 1e12; micros *= 1.003) {
    for (const [, amount, unit = ''] of formatDuration(micros).matchAll(/([\d.]+) (\S+)/g))
      expect(Number(amount), `${micros} µs`).toBeLessThan(most[unit] ?? 1000);
  }
});

test.each([
  [0, '0.0%'],
  [0.000_01, '<0.1%'],
  [0.000_5, '0.1%'],
  [0.6123, '61.2%'],
  [1, '100.0%'],
  [-0.1, '–'],
  [Number.NaN, '–'],
])('a share of %d reads %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test('counts are grouped', () => {
  expect(formatCount(999)).toBe('999');
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCount(1_234_567, thinSpace)).toBe('1\u202f234\u202f567');
  expect(formatCount(Number.NaN)).toBe('–');
  expect(plural(1, 'request')).toBe('1 request');
  expect(plural(1_234, 'request')).toBe('1,234 requests');
});

test('a share of nothing is nothing', () => {
  expect(shareOf(3, 0)).toBe(0);
  expect(shareOf(1, 4)).toBe(0.25);
});

test('a range has a second date only if it differs', () => {
  const from = Date.UTC(2026, 2, 1, 23, 59, 58) * 1000;
  expect(formatRange({ from, to: from + 1_000_000 })).toBe('2026-03-01 23:59:58 to 23:59:59 UTC');
  expect(formatRange({ from, to: from + 2_000_000 })).toBe('2026-03-01 23:59:58 to 2026-03-02 00:00:00 UTC');
  expect(formatRange({ from: Number.NaN, to: Number.NaN })).toBe('– to – UTC');
});
