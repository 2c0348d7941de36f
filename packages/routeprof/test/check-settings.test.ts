import { expect, test } from 'vitest';
import { checkSettings } from '../src/check-settings.ts';

const spell = (option: string): string => `--${option}`;

test('valid settings pass, and no profiler is started', () => {
  const before = process.listenerCount('exit');
  expect(checkSettings({ ROUTEPROF_RATE: '97', ROUTEPROF_PATH: '/profile' }, spell)).toBeUndefined();
  expect(process.listenerCount('exit')).toBe(before);
});

test.each([
  [{ ROUTEPROF_RATE: 'abc' }, /--rate/],
  [{ ROUTEPROF_RATE: '-3' }, /--rate/],
  [{ ROUTEPROF_PATH: 'profile' }, /--path/],
])('%o is refused under the name by which it was set', (environment, message) => {
  expect(() => checkSettings(environment, spell)).toThrow(TypeError);
  expect(() => checkSettings(environment, spell)).toThrow(message);
});
