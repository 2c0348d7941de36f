import { expect, it } from 'vitest';
import { helpText, readArguments } from '../src/arguments.ts';

it('has bounds for everything without any argument', () => {
  expect(readArguments([])).toEqual({
    check: false,
    help: false,
    port: 3000,
    rate: 160,
    concurrency: 32,
    requests: 1_000_000,
    seconds: 600,
    seed: 1,
  });
});

it('sends fewer requests for a check, unless told otherwise', () => {
  expect(readArguments(['--check'])).toMatchObject({ check: true, requests: 1_200, seconds: 60 });
  expect(readArguments(['--check', '--requests', '400'])).toMatchObject({ requests: 400 });
});

it.each([
  [['--rate', 'fast'], "--rate must be a whole number from 1 to 2000, not 'fast'."],
  [['--rate=0'], "--rate must be a whole number from 1 to 2000, not '0'."],
  [['--seconds', '1e3'], "--seconds must be a whole number from 1 to 86400, not '1e3'."],
  [['--port', '65533'], "--port must be a whole number from 0 to 65532, not '65533'."],
  [['--bogus'], "Unknown option '--bogus'"],
  [['express'], "Unexpected argument 'express'"],
])('refuses %j', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});

it('explains every option', () => {
  for (const option of ['check', 'port', 'rate', 'concurrency', 'requests', 'seconds', 'seed']) {
    expect(helpText).toContain(`--${option}`);
  }
});
