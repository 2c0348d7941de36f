import { expect, test } from 'vitest';
import { help } from '../../bench/src/help.ts';
import { type BenchOptions, parseOptions } from '../../bench/src/options.ts';
import { variants, variantsOn } from '../../bench/src/variants/table.ts';

function parsed(...args: string[]): BenchOptions {
  const options = parseOptions(args);
  if (options === 'help') throw new Error('not asked for help');
  return options;
}

test('tracing is off unless the defaults are asked for, and any option can be set', () => {
  expect(parsed().profiler).toEqual({ traceBudget: 0, maxOverhead: 1 });
  expect(parsed('--defaults').profiler).toEqual({});
  expect(parsed('--set', 'traceBudget=0.05', '--set', 'rate=500').profiler).toEqual({
    traceBudget: 0.05,
    maxOverhead: 1,
    rate: 500,
  });
  expect(parsed('--defaults', '--set', 'discardFirst=route', '--set', 'enabled=false').profiler).toEqual({
    discardFirst: 'route',
    enabled: false,
  });
});

test('a quick run is one workload, all is every Node line', () => {
  expect(parsed('--quick').workloads).toEqual(['hello']);
  expect(parsed('--quick', '--workloads', 'awaits,work').workloads).toEqual(['awaits', 'work']);
  expect(parsed().nodes).toEqual([24]);
  expect(parsed('--all').nodes).toEqual([20, 22, 24, 26]);
  expect(parsed('--quick', '--starts', '2').plan.starts).toBe(2);
});

test('a mode is chosen by its flag', () => {
  expect(parsed().mode).toBe('compare');
  expect(parsed('--start-up').mode).toBe('start-up');
  expect(parsed('--installed-size', '--peers').mode).toBe('installed-size');
  expect(parsed('--truth', '40')).toMatchObject({ mode: 'truth', seconds: 40 });
  expect(parsed('--rss', '50000')).toMatchObject({ mode: 'rss', requests: 50_000 });
});

test.for([
  ['--node', '18'],
  ['--frameworks', 'express,nest'],
  ['--variants', 'none'],
  ['--starts', '0'],
  ['--seconds', ''],
  ['--truth', '0'],
  ['--set', 'rate'],
  ['--set', '=1'],
])('%s %s is refused', (args) => {
  expect(() => parseOptions(args)).toThrow(args[0]);
});

test('plain is always there, and each Node line has the variants that run on it', () => {
  const names = (major: number, wanted: readonly string[]): string[] =>
    variantsOn(major, wanted).map(({ name }) => name);
  expect(names(24, ['register'])).toEqual(['plain', 'register']);
  const all = variants.filter(({ isPeer }) => !isPeer).map(({ name }) => name);
  expect(names(24, all)).not.toContain('middleware-frames');
  expect(names(22, all)).toEqual(all);
  expect(names(24, ['pyroscope'])).toEqual(['plain', 'pyroscope']);
  expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
});

test('the help names every variant', () => {
  for (const { name } of variants) expect(help).toContain(name);
});
