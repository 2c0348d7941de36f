import { expect, test } from 'vitest';
import { nameByPath, optionFor } from '../../src/register/name-by-path.ts';

const url = 'file:///my%20app/register.cjs';
const path = '/my app/register.cjs';

test.skipIf(process.platform === 'win32').for([
  [
    ['-r', 'routeprof/register'],
    ['-r', path],
  ],
  [
    ['--require', 'routeprof/register', '--no-deprecation'],
    ['--require', path, '--no-deprecation'],
  ],
  [['--require=routeprof/register'], [`--require=${path}`]],
  [
    ['--import', 'routeprof/register'],
    ['--import', url],
  ],
  [['--import=routeprof/register'], [`--import=${url}`]],
  [
    ['-r', 'tsx/cjs', '-r', 'routeprof/register'],
    ['-r', 'tsx/cjs', '-r', path],
  ],
  // No option that loads it.
  [
    ['-C', 'routeprof/register'],
    ['-C', 'routeprof/register'],
  ],
  [
    ['-r', './routeprof/register'],
    ['-r', './routeprof/register'],
  ],
] as const)('the options of node: %o', ([given, expected]) => {
  const execArgv: string[] = [...given];
  nameByPath({ execArgv, env: {} }, url);
  expect(execArgv).toEqual(expected);
});

test.skipIf(process.platform === 'win32').for([
  ['--require routeprof/register', `"--require=${path}"`],
  ['-r routeprof/register --no-deprecation', `"--require=${path}" --no-deprecation`],
  ['--inspect --import=routeprof/register', `--inspect --import=${url}`],
  ['--require "routeprof/register"', `"--require=${path}"`],
  ['--require routeprof/register-not', '--require routeprof/register-not'],
] as const)('NODE_OPTIONS: %s', ([given, expected]) => {
  const env: NodeJS.ProcessEnv = { NODE_OPTIONS: given };
  nameByPath({ execArgv: [], env }, url);
  expect(env.NODE_OPTIONS).toBe(expected);
});

test('an environment without NODE_OPTIONS stays so', () => {
  const env: NodeJS.ProcessEnv = {};
  nameByPath({ execArgv: [], env }, import.meta.url);
  expect('NODE_OPTIONS' in env).toBe(false);
});

test('an option is quoted only where it must be', () => {
  expect(optionFor('--require', '/app/x.cjs')).toBe('--require=/app/x.cjs');
  expect(optionFor('-r', '/app/x.cjs')).toBe('--require=/app/x.cjs');
  expect(optionFor('--require', 'C:\\app\\x.cjs')).toBe('--require=C:\\app\\x.cjs');
  expect(optionFor('--require', 'C:\\my "app"\\x.cjs')).toBe('"--require=C:\\\\my \\"app\\"\\\\x.cjs"');
});
