import { afterEach, expect, test, vi } from 'vitest';
import { thinUnits } from '../src/text/thin-units.ts';
import { clockText, momentText, rangeText, zoneText } from '../src/text/times.ts';

const noon = Date.UTC(2026, 2, 1, 12, 0, 3) * 1000;
afterEach(() => vi.unstubAllEnvs());

test('times are those of the reader’s clock, with its zone', () => {
  vi.stubEnv('TZ', 'Asia/Kolkata');
  expect(clockText(noon)).toBe('17:30:03');
  expect(zoneText(noon)).toBe('GMT+5:30');
  expect(momentText(noon)).toBe('2026-03-01 17:30:03 GMT+5:30');
  vi.stubEnv('TZ', 'UTC');
  expect(momentText(noon)).toBe('2026-03-01 12:00:03 UTC');
});

test('a range has a second day only when it differs', () => {
  vi.stubEnv('TZ', 'UTC');
  expect(rangeText({ from: noon, to: noon + 60e6 })).toBe('2026-03-01 12:00:03 to 12:01:03 UTC');
  expect(rangeText({ from: noon, to: noon + 86_400e6 })).toBe(
    '2026-03-01 12:00:03 to 2026-03-02 12:00:03 UTC',
  );
  expect(rangeText({ from: 0, to: 0 })).toBe('');
  expect(momentText(Number.NaN)).toContain('–');
});

test('a number and its unit have a thin space between them, and do not part', () => {
  expect(thinUnits('2 min 40 s at 99 Hz, 3 samples')).toBe('2\u202fmin 40\u202fs at 99\u202fHz, 3 samples');
  expect(thinUnits('12 B, 1.50 MiB, 3 Bs')).toBe('12\u202fB, 1.50\u202fMiB, 3 Bs');
  expect(thinUnits('slower in pay (1.20 ms → 800 µs)')).toBe('slower in pay (1.20\u202fms → 800\u202fµs)');
});
