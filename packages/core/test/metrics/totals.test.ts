import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostRows, type RowTotals, type Totals, TotalsBuilder } from '../../src/metrics/totals.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Trace } from '../../src/profile/trace.ts';
import type { Window } from '../../src/profile/window.ts';
import { WindowBuilder } from '../../src/profile/window-builder.ts';
import { createRouteTable } from '../../src/record/route-table.ts';
import { tracedWindow } from '../fixtures/traced-window.ts';
import { traceOf, waitAt } from '../fixtures/traces.ts';
import { exampleWindows, mixedWindows } from '../fixtures/windows.ts';

function totalsOf(windows: readonly Window[]): Totals {
  const builder = new TotalsBuilder();
  for (const window of windows) builder.add(window);
  return builder.finish();
}

const keyOf = ({ method, route }: RowTotals): string => `${method} ${route}`;

/** Rows by name: windows that are merged have theirs in another order. */
function sorted({ rows, ...totals }: Totals): unknown {
  const inOrder = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { ...totals, rows: inOrder.map((row) => ({ ...row, waitMicros: [...row.waitMicros].sort() })) };
}

const some = fc.array(mixedWindows, { minLength: 1, maxLength: 4 });

test('windows added one by one are what they are when they are merged', () => {
  fc.assert(
    fc.property(some, (windows) => {
      const merged = mergeWindows(windows, Number.POSITIVE_INFINITY);
      expect(sorted(totalsOf(windows))).toEqual(sorted(totalsOf([merged])));
    }),
  );
});

test('totals of some windows and others add up to those of all', () => {
  fc.assert(
    fc.property(some, some, (before, after) => {
      const sum = new TotalsBuilder();
      sum.addTotals(totalsOf(before));
      for (const window of after) sum.add(window);
      expect(sum.finish()).toEqual(totalsOf([...before, ...after]));
    }),
  );
});

function expectNoneSmaller(before: Totals, after: Totals): void {
  expect(after.rows.slice(0, before.rows.length).map(keyOf)).toEqual(before.rows.map(keyOf));
  for (const [i, row] of before.rows.entries()) {
    const now = after.rows[i] as RowTotals;
    expect(now.cpuMicros).toBeGreaterThanOrEqual(row.cpuMicros);
    expect(now.latency.sumMicros).toBeGreaterThanOrEqual(row.latency.sumMicros);
    expect(now.queuedMicros).toBeGreaterThanOrEqual(row.queuedMicros);
    for (const [kind, micros] of row.waitMicros) {
      expect(now.waitMicros.get(kind) ?? 0).toBeGreaterThanOrEqual(micros);
    }
  }
}

test('nothing ever becomes smaller', () => {
  fc.assert(
    fc.property(some, mixedWindows, (windows, next) => {
      expectNoneSmaller(totalsOf(windows), totalsOf([...windows, next]));
    }),
  );
});

test('nothing becomes smaller in a window with so many places to wait that the lightest share a row', () => {
  const routes = createRouteTable(10);
  const { id } = routes.named('GET', '/a');
  const source = { service: 's', version: '1', instance: 'i', pid: 1, node: '24', engine: 'e', rate: 99 };
  const builder = new WindowBuilder(0, source, routes.entries, 1_000);
  let before = totalsOf([builder.snapshot(1)]);
  for (let place = 0; place < 300; place++) {
    builder.addTrace(id, waitingAt(place));
    const after = totalsOf([builder.snapshot(1)]);
    expectNoneSmaller(before, after);
    before = after;
  }
  expect([...(before.rows[0]?.waitMicros.keys() ?? [])].sort()).toEqual(['net', 'timer']);
});

/** The first places have the longest waits, so that later ones are the lightest. */
function waitingAt(place: number): Trace {
  const micros = 1_000_000 - place * 1_000;
  const stack = [{ name: 'load', file: '/app/a.js', line: place + 1, column: 1 }];
  const wait = waitAt(0, { kind: place % 2 === 0 ? 'net' : 'timer', stack, site: 0 });
  return traceOf([['wait', micros]], { waits: [wait] });
}

test('the parts of latencies are by what was waited for', () => {
  const { rows } = totalsOf([tracedWindow()]);
  const kinds = new Set(rows.flatMap(({ waitMicros }) => [...waitMicros.keys()]));
  expect(kinds.size).toBeGreaterThan(3);
  for (const { waitMicros, queuedMicros, cpuMicros, latency } of rows) {
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
  expect(once.rows).toHaveLength(mostRows + 1);
  expect(once.rows.at(-1)).toMatchObject({ method: '*', route: '(other)' });
  expect(once.rows.at(-1)?.cpuMicros).toBe(5 * (once.rows[0]?.cpuMicros ?? -1));
  const again = totalsOf([
    { ...example, routes },
    { ...example, routes: routes.toReversed() },
  ]);
  expect(again.rows.map(keyOf)).toEqual(once.rows.map(keyOf));
});
