import { describe, expect, test } from 'vitest';
import { writePprof } from '../../../src/pprof/write-pprof.ts';
import { memoryStore } from '../../../src/store/memory/memory-store.ts';
import { createCompactor } from '../../../src/store/shared/compactor.ts';
import { countAlive, fleetMark, processesIn } from '../../../src/store/shared/fleet-mark.ts';
import { newWindowName } from '../../../src/store/shared/names.ts';
import { createProblems } from '../../../src/store/shared/problems.ts';
import { createServiceReader } from '../../../src/store/shared/service-reader.ts';
import type { StoreMark } from '../../../src/store-contract.ts';
import { maxNodes, newYear, windowAt } from '../directory/open-store.ts';

const second = 1e6;
const minute = 60 * second;

/** A window that a process has ended so long ago. */
function heard(instance: string, agoMicros: number, { everyMillis = 10_000, isLast = false } = {}) {
  return {
    sources: [{ ...windowAt({ instance }).sources[0], instance } as never],
    endMicros: newYear - agoMicros,
    ledger: {
      ...{ sinceMicros: 0, from: 0, to: 0, keptMillis: 0, everyMillis },
      ...(isLast && { isLast: true as const }),
    },
  };
}

describe('processes that are alive', () => {
  test('have written a window of late, and have not said that they end', () => {
    const windows = [
      heard('a', 5 * second),
      heard('a', 15 * second),
      heard('b', 94 * second),
      heard('killed', 96 * second),
      heard('slow', 11 * minute, { everyMillis: 300_000 }),
      heard('ended', 5 * second, { isLast: true }),
      heard('ended', 15 * second),
      heard('resumed', 15 * second, { isLast: true }),
      heard('resumed', 5 * second),
      { ...heard('merged', 0), ledger: undefined },
    ].map(({ ledger, ...window }) => ({ ...window, ...(ledger && { ledger }) }));
    expect(countAlive(windows, newYear)).toBe(4);
  });
});

describe('the mark of a fleet', () => {
  const told = (value: string, atMicros = newYear - minute): StoreMark[] => [
    { kind: 'fleet', atMicros, value },
  ];
  const count = (alive: number, clearedMicros = 0) => ({ alive, nowMicros: newYear, clearedMicros });

  test.each([
    [[], 1, undefined],
    [[], 0, undefined],
    [[], 2, '2'],
    [told('100'), 109, undefined],
    [told('100'), 112, '112'],
    [told('100'), 88, '88'],
    [told('100'), 0, '1'],
    [told('nonsense'), 6, '6'],
    [told('100', newYear - 16 * minute), 100, '100'],
    [told('1', newYear - 16 * minute), 1, undefined],
    [[], 5_000_000, '999999'],
  ])('after %j and with %i alive says %j', (marks, alive, value) => {
    expect(fleetMark(marks, count(alive))?.value).toBe(value);
  });

  test('replaces one whose clock is ahead', () => {
    const ahead = newYear + 10 * minute;
    expect(fleetMark(told('999999', ahead), count(6))).toEqual({
      ...{ kind: 'fleet', atMicros: ahead + 1, value: '6' },
    });
  });

  test('does not fall while a clear hides processes that have not written since', () => {
    const cleared = newYear - 5 * minute;
    expect(fleetMark(told('100'), count(3, cleared))).toBeUndefined();
    expect(fleetMark(told('100'), count(130, cleared))?.value).toBe('130');
    expect(fleetMark(told('100'), count(3, newYear - 12 * minute))?.value).toBe('3');
  });

  test('does not fall while a pause hides processes, nor just after it', () => {
    const paused = (value: string, atMicros: number) => [...told('100'), { kind: 'pause', atMicros, value }];
    expect(fleetMark(paused('on', newYear - 60 * minute), count(0))).toBeUndefined();
    expect(fleetMark(paused('off', newYear - 5 * minute), count(3))).toBeUndefined();
    expect(fleetMark(paused('off', newYear - 12 * minute), count(3))?.value).toBe('3');
  });

  test('is left by the process that merges, when it has seen all', async () => {
    const store = memoryStore();
    let nowMicros = newYear + 20 * second;
    const compactor = createCompactor({
      ...{ store, service: 'shop', maxNodes, lagMillis: 0, settleMillis: 0, keepMillis: 1e9 },
      ladder: [{ everyMillis: 10_000, forMillis: 600_000 }],
      reader: createServiceReader(store, 'shop', true, (error) => expect.unreachable(String(error))),
      lease: store.lease('shop', 60_000),
      problems: createProblems((error) => expect.unreachable(String(error))),
      now: () => nowMicros,
    });
    const write = async (instance: string): Promise<void> => {
      const ledger = { sinceMicros: newYear, from: 0, to: 1, keptMillis: 1e6, everyMillis: 8_000 };
      const window = { ...windowAt({ instance }), ledger };
      await store.append('shop', { name: newWindowName(window), bytes: await writePprof(window) }, 1e9);
    };
    const toldNow = async (): Promise<number | undefined> => {
      await compactor.pass();
      return processesIn((await store.list('shop')).marks, nowMicros);
    };
    for (const instance of ['a', 'b', 'c']) await write(instance);
    expect(await toldNow()).toBe(3);
    await write('d');
    expect(await toldNow()).toBe(4);
    nowMicros += 5 * minute;
    expect(await toldNow()).toBe(1);
    await compactor.close();
  });
});
