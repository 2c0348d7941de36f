import { describe, expect, test } from 'vitest';
import { addedTo, judge } from '../../bench/src/guard/figures.ts';
import { inParallel } from '../../bench/src/guard/in-parallel.ts';
import { closureRows, nameOf, rowsOf } from '../../bench/src/guard/rows.ts';

describe('a figure of the guard', () => {
  const stored = { instructions: 10_000, bytes: 1_000 };

  test('is what the profiler adds', () => {
    expect(addedTo({ instructions: 50, bytes: 7 }, { instructions: 80, bytes: 9 })).toEqual({
      instructions: 30,
      bytes: 2,
    });
  });

  test('may grow by 3 percent, and shrink', () => {
    expect(judge('a', { instructions: 10_300, bytes: 1_030 }, stored).faults).toEqual([]);
    expect(judge('a', { instructions: 5_000, bytes: 0 }, stored).faults).toEqual([]);
    expect(judge('a', { instructions: 10_301, bytes: 1_031 }, stored).faults).toEqual([
      '10301 instructions, at most 10300',
      '1031 bytes, at most 1030',
    ]);
  });

  test('may not grow by a closure, however many bytes there are', () => {
    const many = { instructions: 10_000, bytes: 5_000 };
    expect(judge('a', { ...many, bytes: 5_030 }, many).faults).toEqual([]);
    expect(judge('a', { ...many, bytes: 5_056 }, many).faults).toEqual(['5056 bytes, at most 5030']);
  });

  test('fails where nothing is stored, and where nothing was counted', () => {
    expect(judge('a', stored, undefined).faults).toEqual(['no stored figure']);
    expect(judge('a', { instructions: Number.NaN, bytes: 0 }, stored).faults).toHaveLength(1);
  });
});

test('each framework has plain, the middleware and register, and a row that must be objected to', () => {
  expect(rowsOf(['hello'], ['koa']).map(nameOf)).toEqual([
    'koa hello plain',
    'koa hello middleware',
    'koa hello register',
  ]);
  expect(closureRows(['koa', 'hono'])).toMatchObject([
    { framework: 'koa', variant: 'middleware', closure: true },
    { framework: 'hono', variant: 'middleware', closure: true },
  ]);
});

test('work is done by so many at a time, each item once, and a failure is passed on', async () => {
  let running = 0;
  const most: number[] = [];
  const done: number[] = [];
  await inParallel(2, [1, 2, 3, 4, 5], async (item) => {
    most.push(++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(Math.max(...most)).toBe(2);
  await expect(inParallel(2, [1], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
