import { expect, test } from 'vitest';
import { createClosedSum } from '../../src/process/closed-sum.ts';
import { readChoice } from '../../src/process/read-choice.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { type Choice, everything } from '../../src/store/choice.ts';
import { memoryStore } from '../../src/store/memory/memory-store.ts';
import { createCompactor } from '../../src/store/shared/compactor.ts';
import { createProblems } from '../../src/store/shared/problems.ts';
import { createServiceReader } from '../../src/store/shared/service-reader.ts';
import { fleetWindows, instanceOf } from '../fixtures/fleet-windows.ts';
import { openStore } from '../store/directory/open-store.ts';

const minuteMillis = 60_000;
const ladder = [
  { everyMillis: minuteMillis, forMillis: 120 * minuteMillis },
  { everyMillis: 10 * minuteMillis, forMillis: 2_880 * minuteMillis },
  { everyMillis: 60 * minuteMillis, forMillis: 43_200 * minuteMillis },
];
/** An hour of the clock, in epoch microseconds. */
const start = 3_600e6 * 500_000;
const spanMicros = 600e6;
const spans = 12;

/** Two hours of three processes, each ten minutes in ten windows, merged as far as they can be. */
async function twoHours() {
  const store = memoryStore();
  const now = (): number => start + (spans + 1) * spanMicros;
  const windows = openStore('', { store, ladder, now });
  for (let minute = 0; minute < spans * 10; minute++) {
    for (const window of fleetWindows({ processes: 3, routes: 2, startMicros: start + minute * 60e6 }))
      windows.add({ ...window, endMicros: window.startMicros + 60e6 });
  }
  await windows.close();
  const fail = (error: unknown): never => {
    throw error;
  };
  const compactor = createCompactor({
    ...{ store, service: 'shop', ladder, now, maxNodes: 5_000 },
    reader: createServiceReader(store, 'shop', true, fail),
    lease: store.lease('shop', 0),
    ...{ keepMillis: 1e12, lagMillis: 10_000, settleMillis: 1e9 },
    problems: createProblems(() => {}),
  });
  while (
    (await compactor.pass()) !== 'done' ||
    (await openStore('', { store, ladder, now }).list()).windows.length > 2
  );
  await compactor.close();
  return openStore('', { store, ladder, now });
}

test('what each process did is known of the latest hour, though its windows have become one', async () => {
  const store = await twoHours();
  const { windows } = await store.list();
  expect(windows.map(({ parts }) => parts.length)).toEqual([6, 6]);
  const [early, late] = (await Promise.all(windows.map((stored) => stored.read()))) as [Window, Window];
  expect([early.processes, late.processes]).toEqual([undefined, undefined]);
  const parts = await Promise.all(windows.flatMap((stored) => stored.parts.map((part) => part.read())));
  expect(parts.map((part) => part?.processes?.parts.length)).toEqual(Array.from({ length: spans }, () => 3));

  const source = { service: 'shop', instance: '' };
  const read = (choice: Partial<Choice>) =>
    readChoice({ ...everything, ...choice }, { store, closedSum: createClosedSum(5_000, () => 1e9), source });
  const { window } = await read({});
  const firstSpan = start / spanMicros;
  const seen = window.processes?.parts.map(({ span, instance }) => `${span - firstSpan} ${instance}`);
  expect(seen).toEqual(
    [6, 7, 8, 9, 10, 11].flatMap((span) => [0, 1, 2].map((at) => `${span} ${instanceOf(at)}`)),
  );
  const sum = mergeWindows([early, late], 5_000);
  expect({ ...window, processes: undefined }).toEqual({ ...sum, processes: undefined });

  const before = await read({ toMicros: start + 6 * spanMicros });
  expect(before.window.processes?.parts.map(({ span }) => span - firstSpan)).toEqual(
    [0, 1, 2, 3, 4, 5].flatMap((span) => [span, span, span]),
  );
});
