import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPprof } from '../../src/pprof/read-pprof.ts';
import { writePprof } from '../../src/pprof/write-pprof.ts';
import { withoutOldProcesses } from '../../src/profile/bounded-processes.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { processPartsOf } from '../../src/profile/merge-processes.ts';
import type { Window } from '../../src/profile/window.ts';
import { fleetWindow, fleetWindows } from '../fixtures/fleet-windows.ts';
import { mixedWindows } from '../fixtures/windows.ts';

const spanMicros = 600e6;

/** Of two processes, in spans that are up to two hours apart. */
const inSpans: fc.Arbitrary<Window> = fc.tuple(mixedWindows, fc.nat(12)).map(([window, span]) => ({
  ...window,
  startMicros: window.startMicros + span * spanMicros,
  endMicros: window.endMicros + span * spanMicros,
}));

const rowsOf = (window: Window): string => JSON.stringify(processPartsOf(window));

describe('rows of processes', () => {
  test('are the same in any order and grouping', () => {
    fc.assert(
      fc.property(
        fc.array(inSpans, { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        fc.nat(),
        (list, at, seed) => {
          const all = rowsOf(mergeWindows(list));
          const shuffled = [...list].sort(
            (a, b) => ((a.endMicros * 31 + seed) % 7) - ((b.endMicros * 31 + seed) % 7),
          );
          const [some, others] = [shuffled.slice(0, at), shuffled.slice(at)];
          fc.pre(some.length > 0 && others.length > 0);
          expect(rowsOf(mergeWindows(shuffled))).toBe(all);
          expect(rowsOf(mergeWindows([mergeWindows(some), mergeWindows(others)]))).toBe(all);
          expect(rowsOf(mergeWindows([...some, mergeWindows(others)]))).toBe(all);
        },
      ),
    );
  });

  test('add up to the rows of the whole', () => {
    const merged = mergeWindows(fleetWindows({ processes: 4, routes: 3 }));
    for (const { method, route, requests, latency } of merged.routes) {
      const rows = processPartsOf(merged).flatMap(({ routes }) =>
        routes.filter((row) => row.route === route),
      );
      expect(rows).toHaveLength(4);
      expect(rows.every((row) => row.method === method)).toBe(true);
      expect(rows.reduce((sum, row) => sum + row.requests, 0)).toBe(requests);
      const bins = latency.bin.reduce((sum, bin, i) => sum + bin * (latency.count[i] as number), 0);
      expect(rows.reduce((sum, row) => sum + row.binSum, 0)).toBe(bins);
    }
  });

  test('are not kept of one process, whose window says the same', () => {
    const [first, second] = fleetWindows({ processes: 2, routes: 2 }) as [Window, Window];
    expect(mergeWindows([first, { ...first, endMicros: first.endMicros + 1 }]).processes).toBeUndefined();
    expect(mergeWindows([first, second]).processes?.parts).toHaveLength(2);
  });

  test('are of the latest hour', () => {
    const list = [0, 1, 5, 6].flatMap((span) =>
      fleetWindows({ processes: 3, routes: 1, startMicros: 1.8e15 + span * spanMicros }),
    );
    const spans = mergeWindows(list).processes?.parts.map(({ span }) => span - 1.8e15 / spanMicros);
    expect(spans).toEqual([1, 1, 1, 5, 5, 5, 6, 6, 6]);
  });

  test('are those of the processes and routes with most CPU time, and say so', () => {
    const few = mergeWindows(fleetWindows({ processes: 64, routes: 100 }), 100);
    expect(few.processes?.isCut).toBeUndefined();
    const list = fleetWindows({
      processes: 66,
      routes: 102,
      cpuOf: (process, route) => 1_000 + process + route,
    });
    const { processes } = mergeWindows(list, 100);
    expect(processes?.isCut).toBe(true);
    expect(processes?.parts.map(({ instance }) => instance)).toEqual(
      list.slice(2).map(({ sources }) => sources[0]?.instance),
    );
    const kept = new Set(processes?.parts.flatMap(({ routes }) => routes.map(({ route }) => route)));
    expect(kept.size).toBe(100);
    expect(kept.has('/r0') || kept.has('/r1')).toBe(false);
    expect(mergeWindows(list).processes?.parts).toHaveLength(66);
  });

  test('are gone from a stored window of an hour, and stay in one of ten minutes', () => {
    const merged = mergeWindows(fleetWindows({ processes: 3, routes: 2 }));
    expect(withoutOldProcesses(merged).processes).toBe(merged.processes);
    const hour = { ...merged, endMicros: merged.startMicros + 3_600e6 };
    expect(withoutOldProcesses(hour)).not.toHaveProperty('processes');
  });

  test('are the same after a file, with and without requests that were not followed', async () => {
    const one = fleetWindow({ process: 0, routes: 2 });
    const following = {
      ...{ notFollowed: 10, weightMilli: 5_500, wallMicros: 1, cpuMicros: 2, gcMicros: 3 },
      ...{ spreadMilli: 4, spreadCpuMillis: 5, spreadCpuSquareMillis: 6 },
    };
    const other = fleetWindow({ process: 1, routes: 2 });
    const merged = mergeWindows([
      one,
      { ...other, routes: other.routes.map((row) => ({ ...row, following })) },
    ]);
    const read = await readPprof(await writePprof(merged));
    expect(read.processes).toEqual(merged.processes);
    expect(read.processes?.parts[1]?.routes[0]?.weightMilli).toBe(5_500);
  });
});
