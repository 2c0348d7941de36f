import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/sample/stack-tree.ts';
import { isFull } from '../fixtures/full.ts';
import type { Facts, Memory } from './programs/facts.ts';
import type { AfterWindows } from './programs/many-windows.ts';
import { runProgram } from './run-program.ts';

/** Rows for routes without a row of their own. */
const gathering = ['* (other)', '* (not found)'];

function expectRight({
  expected,
  actual,
  totals,
  oddTimes,
  routesMicros,
  failures,
  clockMicros,
}: Facts): void {
  expect(failures).toEqual([]);
  expect(actual).toEqual(expected);
  expect(totals.requests).toBe(expected.requests);
  expect(totals.errors).toBe(expected.errors);
  expect(oddTimes).toEqual([]);
  expect(routesMicros).toBe(totals.routesMicros);
  const parts =
    totals.routesMicros +
    totals.backgroundMicros +
    totals.gcMicros +
    totals.profilerMicros +
    totals.idleMicros;
  expect(parts).toBe(totals.elapsedMicros);
  // The parts add up to the elapsed time.
  expect(totals.elapsedMicros).toBeGreaterThan(clockMicros.least * 0.99 - 100_000);
  expect(totals.elapsedMicros).toBeLessThan(clockMicros.most + 1_000);
}

function ownRows({ actual }: Facts): number {
  return Object.keys(actual.rows).filter((row) => !gathering.includes(row)).length;
}

describe('distinct URLs', () => {
  test.each([
    ['auto', isFull ? 1_000_000 : 250_000],
    ['inspector', isFull ? 1_000_000 : 250_000],
  ])('engine %s, %i of them', async (engine, count) => {
    const facts = await runProgram('million-urls', { BOUNDS_ENGINE: engine, BOUNDS_COUNT: String(count) });
    expectRight(facts);
    expect(facts.expected.requests).toBe(count);
    // URLs without a pattern may take half of the default of 200.
    expect(ownRows(facts)).toBe(100);
    expect(facts.memory.heapGrowthMib).toBeLessThan(8);
    expect(facts.memory.residentGrowthMib).toBeLessThan(200);
  });
});

describe('10,000 distinct routes', () => {
  test('in the default of 200 rows', async () => {
    const facts = await runProgram('many-routes', {
      BOUNDS_MAX_ROUTES: '200',
      BOUNDS_MAX_MEMORY: String(1024 * 1024),
    });
    expectRight(facts);
    expect(ownRows(facts)).toBe(200);
    expect(facts.memory.heapGrowthMib).toBeLessThan(8);
  });

  test('in 10,000 rows', async () => {
    const facts = await runProgram('many-routes', {
      BOUNDS_MAX_ROUTES: '10000',
      BOUNDS_MAX_MEMORY: String(64 * 1024 * 1024),
    });
    expectRight(facts);
    expect(ownRows(facts)).toBe(10_000);
    expect(facts.memory.heapGrowthMib).toBeLessThan(64 + 32);
  });
});

describe('10,000 rows in each of many windows, the open one included', () => {
  test.each([
    { maxMemoryMib: 64, rows: [10_000, 10_000, 10_000] },
    // Closed windows have room only for the heaviest rows; the open one has all.
    { maxMemoryMib: 1, rows: undefined },
  ])('with maxMemory $maxMemoryMib MiB', async ({ maxMemoryMib, rows }) => {
    const bytes = maxMemoryMib * 1024 * 1024;
    const facts = await runProgram<AfterWindows[]>('many-windows', { BOUNDS_MAX_MEMORY: String(bytes) });
    expect(facts.map(({ windows }) => windows)).toEqual([1, 3, 10]);
    for (const { windows, memory, storeBytes, requests, failures } of facts) {
      expect(failures).toEqual([]);
      // Each window has all routes, and so has the one that is open.
      expect(requests).toBe(2 * windows * 10_000);
      expect(storeBytes).toBeLessThanOrEqual(bytes);
      expect(memory.heapGrowthMib).toBeLessThan(maxMemoryMib + 32);
    }
    if (rows !== undefined) expect(facts.map((each) => each.rows)).toEqual(rows);
  });
});

test('a window of many stacks closes before its time, in the same bound', async () => {
  const { memory, failures } = await runProgram<Pick<Facts, 'memory' | 'failures'>>('deep-stacks');
  expect(failures).toEqual([]);
  expect(memory.heapGrowthMib).toBeLessThan(64 + 32);
});

describe('source maps', () => {
  test('of 12 MB leave nothing in the heap but the positions that were asked for', async () => {
    const { mapBytes, turnsMeanwhile, last, source, problems, memory } = await runProgram<{
      mapBytes: number;
      turnsMeanwhile: number;
      last: Frame;
      source: string[];
      problems: string[];
      memory: Memory;
    }>('source-map');
    expect(mapBytes).toBeGreaterThan(12_000_000);
    expect(problems).toEqual([]);
    expect(turnsMeanwhile).toBe(1);
    expect(last).toMatchObject({ line: 2 * 999 + 1, column: 4, file: expect.stringMatching(/src.99\.ts$/) });
    expect(source[0]).toBe('// 7');
    // A parsed map would take 130 MiB.
    expect(memory.heapGrowthMib).toBeLessThan(8);
  });

  test('are read in a thread that starts nothing of the app, and does not keep it alive', {}, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'routeprof-'));
    const preload = join(folder, 'preload.cjs');
    const seen = join(folder, 'seen');
    writeFileSync(
      preload,
      `require('fs').appendFileSync(${JSON.stringify(seen)}, require('worker_threads').threadId + ' ')`,
    );
    const answer = await runProgram('source-map-thread', { NODE_OPTIONS: `--require ${preload}` }, [
      '--require',
      preload,
    ]);
    expect(answer).toEqual({ line: 11, failures: [] });
    expect(new Set(readFileSync(seen, 'utf8').trim().split(' '))).toEqual(new Set(['0']));
    rmSync(folder, { recursive: true });
  });

  test('are not read where threads are not allowed, and the report says so', async () => {
    const answer = await runProgram('source-map-thread', {}, [
      '--permission',
      '--allow-fs-read=*',
      '--allow-fs-write=*',
    ]);
    expect(answer).toEqual({ line: 1, failures: [expect.stringMatching(/Access to this API.*Worker/i)] });
  });
});

test('many URLs over HTTP, some left by the client', async () => {
  const facts = await runProgram('http-urls');
  expectRight(facts);
  expect(facts.expected.aborted).toBe(180);
  expect(facts.memory.heapGrowthMib).toBeLessThan(8);
});
