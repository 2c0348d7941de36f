import { expect, test } from 'vitest';
import { readLedger } from '../../src/pprof/field-json.ts';
import { readOwnPprof } from '../../src/pprof/read-pprof.ts';
import { writePprofNow } from '../../src/pprof/write-pprof.ts';
import { createRequestCount } from '../../src/process/request-count.ts';
import { type Ledger, mergeLedgers } from '../../src/profile/ledger.ts';
import { newYear, windowAt } from '../store/directory/open-store.ts';

const window = windowAt();
const requests = window.routes.reduce((sum, route) => sum + route.requests, 0);
const count = () =>
  createRequestCount({
    startMicros: newYear,
    ladder: [
      { everyMillis: 10_000, forMillis: 600_000 },
      { everyMillis: 60_000, forMillis: 7_200_000 },
      { everyMillis: 600_000, forMillis: 1e9 },
    ],
    everyMillis: () => 8_000,
  });

test('windows follow one another without a gap', () => {
  const counted = count();
  const times = { sinceMicros: newYear, keptMillis: 7_200_000, everyMillis: 8_000 };
  expect(counted.add(window).ledger).toEqual({ ...times, from: 0, to: requests });
  expect(counted.add(window, 'ended').ledger).toEqual({
    ...times,
    from: requests,
    to: 2 * requests,
    isLast: true,
  });
});

test('a copy of the open window has its place from when it began, though a window ends meanwhile', () => {
  const counted = count();
  const withLedger = counted.open();
  counted.add(window);
  expect(withLedger(window).ledger).toMatchObject({ from: 0, to: requests });
  expect(counted.open()(window).ledger).toMatchObject({ from: requests, to: 2 * requests });
});

test('after a clear, counting begins again', () => {
  const counted = count();
  counted.add(window);
  counted.startOver(newYear + 5.5);
  expect(counted.add(window).ledger).toMatchObject({
    sinceMicros: newYear + 6,
    from: 0,
    to: requests,
  });
});

test('what options make of it can be written and read: fractions, and more than a file can hold', async () => {
  const counted = createRequestCount({
    startMicros: newYear,
    ladder: [{ everyMillis: 1_500.5, forMillis: 1e300 }],
    everyMillis: () => 0.8 * 1_234,
  });
  const added = counted.add(window);
  const { ledger } = (await readOwnPprof(writePprofNow(added))).window;
  expect(ledger).toEqual(added.ledger);
  expect(ledger).toMatchObject({ everyMillis: 988, keptMillis: Number.MAX_SAFE_INTEGER });
});

test('each window says what its process obeyed by then, and whether it was paused', async () => {
  let heeds: { pause?: number; clear?: number } | undefined;
  const counted = createRequestCount({
    startMicros: newYear,
    ladder: [{ everyMillis: 10_000, forMillis: 600_000 }],
    everyMillis: () => 8_000,
    heeds: () => heeds,
  });
  expect(counted.add(window).ledger).not.toHaveProperty('heeds');
  heeds = { pause: newYear + 7, clear: 0 };
  expect(counted.open()(window).ledger).toMatchObject({ heeds });
  const added = counted.add(window, 'paused');
  expect(added.ledger).toMatchObject({ isLast: true, isPaused: true, heeds });
  expect((await readOwnPprof(writePprofNow(added))).window.ledger).toEqual(added.ledger);
  expect(counted.add(window, 'ended').ledger).not.toHaveProperty('isPaused');
});

test('windows of one count that are added up obey the latest of each kind', () => {
  const ledger = { ...(count().add(window).ledger as Ledger) };
  const part = (more: Partial<Ledger>) => ({ ...window, ledger: { ...ledger, ...more } });
  const parts = [
    part({ heeds: { pause: 5, rate: 9 } }),
    part({}),
    part({ heeds: { pause: 7 }, isLast: true, isPaused: true }),
  ];
  const merged = { ...ledger, heeds: { pause: 7, rate: 9 }, isLast: true, isPaused: true };
  expect(mergeLedgers(parts)).toEqual({ ledger: merged });
  expect(mergeLedgers(parts.toReversed())).toEqual({ ledger: merged });
  expect(mergeLedgers([part({}), part({})])).toEqual({ ledger });
});

test.each([{ pause: -1 }, { rate: 'x' }, { clear: 0.5 }, 7, null])('%o is nothing to obey', (heeds) => {
  const given = { ...count().add(window).ledger, heeds };
  expect(() => readLedger(given)).toThrow(/damaged/);
});

test('kinds of decisions that are not known are left out', () => {
  const ledger = count().add(window).ledger as Ledger;
  expect(readLedger({ ...ledger, heeds: { pause: 3, later: 'x' } })).toEqual({
    ...ledger,
    heeds: { pause: 3 },
  });
});
