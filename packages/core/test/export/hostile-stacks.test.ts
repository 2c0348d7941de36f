import { describe, expect, test } from 'vitest';
import { checkCount, checkNames } from '../../src/pprof/bounds.ts';
import { ProfileFormatError } from '../../src/pprof/profile-format-error.ts';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { weightOf } from '../../src/profile/call-tree.ts';
import { functionsOf, number, part, rawCpuProfile, row, sample, stacksIn } from './raw-profile.ts';

describe('stacks are bounded by the bytes that say them, and what is within the bound is read', () => {
  /** One location of many functions, as inlining makes it, and samples of nothing else. */
  const inlined = (functions: number, samples: number) =>
    rawCpuProfile((text) => [
      row(5, { 1: 1, 2: text('f') }),
      part(4, [...number(1, 1), ...Array.from({ length: functions }, () => row(4, { 1: 1 })).flat()]),
      ...Array.from({ length: samples }, () => sample([1], [1_000])),
    ]);
  const far =
    'The profile’s stacks are far longer than its size allows: it was made to fill the memory, or it is damaged.';

  test('functions: four for each byte', async () => {
    // About 20 kB: 145,000 functions, where a file without any bytes might have 65,536.
    const { runtime } = await readPprof(inlined(5_000, 25));
    expect(weightOf(runtime.background).cpuMicros).toBe(25);
    await expect(readPprof(inlined(5_000, 31))).rejects.toThrow(far);
  });

  /** Each stack begins in another way, and ends in the same 1,000 functions. */
  const calls = (samples: number, types = 1) =>
    rawCpuProfile((text) => [
      ...Array.from({ length: types - 1 }, (_, i) => row(1, { 1: text(`t${i}`), 2: text('bytes') })),
      functionsOf(text, ...Array.from({ length: samples }, (_, i) => `f${i}`)),
      part(4, [...number(1, 9_999), ...Array.from({ length: 1_000 }, () => row(4, { 1: 1 })).flat()]),
      ...Array.from({ length: samples }, (_, i) => sample([9_999, i + 1], Array(types).fill(1))),
    ]);

  test('different calls: one for each byte', async () => {
    const { runtime } = await readPprof(calls(68));
    expect(runtime.background.parent).toHaveLength(1 + 68 * 1_001);
    await expect(readPprof(calls(75))).rejects.toThrow(far);
  });

  test('and the fewer, the more types there are: a call has a number of each', async () => {
    // Here 7,000, where one of CPU time alone might have 70,000.
    const { runtime } = await readPprof(calls(6, 64));
    expect(runtime.others?.imported?.parent).toHaveLength(1 + 6 * 1_001);
    await expect(readPprof(calls(8, 64))).rejects.toThrow(far);
  });

  test('a stack: 10,000 functions', async () => {
    const { runtime } = await readPprof(inlined(10_000, 1));
    expect(runtime.background.parent).toHaveLength(10_001);
    const tooDeep = 'The profile has a stack of more than 10000 functions. Record with a limit on the depth';
    await expect(readPprof(inlined(10_001, 1))).rejects.toThrow(tooDeep);
  });

  test('routes: 10,010', async () => {
    const labelled = rawCpuProfile((text) =>
      Array.from({ length: 10_011 }, (_, i) =>
        sample([], [1_000], row(3, { 1: text('route'), 2: text(`GET /${i}`) })),
      ),
    );
    await expect(readPprof(labelled)).rejects.toThrow('The profile has more than 10010 routes. Label');
  });
});

describe('counts and names', () => {
  test('are as many as there may be, and no more', () => {
    expect(() => checkCount('texts', 8_000_000)).not.toThrow();
    expect(() => checkCount('texts', 8_000_001)).toThrow(ProfileFormatError);
    expect(() => checkCount('texts', 8_000_001)).toThrow(
      'The profile has more than 8000000 texts: it was made to fill the memory, or it is damaged.',
    );
  });

  test('grow with the file: 64 MiB, and 16 letters for each byte', () => {
    const letters = 64 * 1024 * 1024 + 16 * 1_000;
    expect(() => checkNames(letters, 1_000)).not.toThrow();
    expect(() => checkNames(letters + 1, 1_000)).toThrow(
      'The names of the profile’s functions are far longer than its size allows',
    );
  });
});

test('stacks that begin alike share their calls, whatever came between them', async () => {
  const names = ['a', 'b', 'c'];
  const stacks = ['abc', 'ab', 'abc', 'ac', 'a', 'bac', 'abc', '', 'abca'];
  const window = await readPprof(
    rawCpuProfile((text) => [
      functionsOf(text, ...names),
      ...stacks.map((stack, i) =>
        sample(
          [...stack].reverse().map((name) => names.indexOf(name) + 1),
          [1_000 * 10 ** (i % 3)],
          [...(i === 6 ? row(3, { 1: text('route'), 2: text('GET /a') }) : [])],
        ),
      ),
    ]),
  );
  expect(stacksIn(window, window.runtime.background)).toEqual({
    '': [0, 0, 10],
    '/a': [0, 0, 10],
    '/a/b': [0, 0, 10],
    '/a/b/c': [0, 0, 101],
    '/a/b/c/a': [0, 0, 100],
    '/a/c': [0, 0, 1],
    '/b/a/c': [0, 0, 100],
  });
  expect(stacksIn(window, window.routes[0]?.tree)).toEqual({ '/a/b/c': [0, 0, 1] });
});

test.each([
  ['too few', [], 0],
  ['too many', [1, 2], 2],
])('a sample with %s values is refused', async (_, values, count) => {
  const bytes = rawCpuProfile((text) => [functionsOf(text, 'f'), sample([1], values)]);
  await expect(readPprof(bytes)).rejects.toThrow(
    `A sample of the profile has ${count} values where there should be 1. Whatever wrote it is wrong`,
  );
});
