import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostRows, noTotals, plusWindow, type Totals } from '../../src/metrics/totals.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { tracedWindow } from '../fixtures/traced-window.ts';
import { exampleWindows, mixedWindows } from '../fixtures/windows.ts';

const totalsOf = (windows: readonly Window[]): Totals => windows.reduce(plusWindow, noTotals);

/** Rows by name: windows that are merged have theirs in another order. */
function sorted({ rows, ...totals }: Totals): unknown {
  const inOrder = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...totals,
    rows: inOrder.map(([key, row]) => [key, { ...row, waitMicros: [...row.waitMicros].sort() }]),
  };
}

test('windows added one by one are what they are when they are merged', () => {
  fc.assert(
    fc.property(fc.array(mixedWindows, { minLength: 1, maxLength: 4 }), (windows) => {
      const merged = mergeWindows(windows, Number.POSITIVE_INFINITY);
      expect(sorted(totalsOf(windows))).toEqual(sorted(totalsOf([merged])));
    }),
  );
});

test('nothing ever becomes smaller', () => {
  fc.assert(
    fc.property(fc.array(mixedWindows, { minLength: 2, maxLength: 4 }), (windows) => {
      const before = totalsOf(windows.slice(0, -1));
      const after = totalsOf(windows);
      expect([...after.rows.keys()].slice(0, before.rows.size)).toEqual([...before.rows.keys()]);
      for (const [key, row] of before.rows) {
        const now = after.rows.get(key);
        expect(now?.cpuMicros).toBeGreaterThanOrEqual(row.cpuMicros);
        expect(now?.latency.sumMicros).toBeGreaterThanOrEqual(row.latency.sumMicros);
        expect(now?.queuedMicros).toBeGreaterThanOrEqual(row.queuedMicros);
      }
    }),
  );
});

test('the parts of latencies are by what was waited for', () => {
  const { rows } = totalsOf([tracedWindow()]);
  const kinds = new Set([...rows.values()].flatMap(({ waitMicros }) => [...waitMicros.keys()]));
  expect(kinds.size).toBeGreaterThan(3);
  for (const { waitMicros, queuedMicros, cpuMicros, latency } of rows.values()) {
    const waits = [...waitMicros.values()].reduce((sum, micros) => sum + micros, 0);
    expect(waits + queuedMicros + cpuMicros).toBeLessThanOrEqual(latency.sumMicros * 1.0001);
  }
});

test('routes beyond the limit share a row, and keep their places', () => {
  const [example] = exampleWindows(1) as [Window];
  const [row] = example.routes;
  if (row === undefined) throw new Error('the example has no route');
  const routes = Array.from({ length: mostRows + 5 }, (_, i) => ({
    ...row,
    method: 'GET',
    route: `/r/${i}`,
  }));
  const once = totalsOf([{ ...example, routes }]);
  expect(once.rows.size).toBe(mostRows + 1);
  expect(once.rows.get('* (other)')?.cpuMicros).toBe(5 * (once.rows.get('GET /r/0')?.cpuMicros ?? -1));
  const again = plusWindow(once, { ...example, routes: routes.toReversed() });
  expect([...again.rows.keys()]).toEqual([...once.rows.keys()]);
});
