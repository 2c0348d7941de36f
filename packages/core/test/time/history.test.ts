import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summaryOf, type WindowSummary } from '../../src/profile/window-summary.ts';
import { everything, isChosen } from '../../src/store/choice.ts';
import { historyOf } from '../../src/time/history.ts';
import { windows } from '../fixtures/windows.ts';
import { sum } from '../report/ask.ts';

function historyOfAll(summaries: readonly WindowSummary[]) {
  return historyOf({
    summaries,
    services: ['s'],
    missing: [],
    decisions: [],
    silent: undefined,
    clearedMicros: 0,
    store: { kind: 'memory', windows: 0, bytes: 0, problems: [] },
    instance: 'b',
  });
}

const some = fc
  .array(windows, { minLength: 1, maxLength: 200 })
  .map((all) => all.map((window, i) => summaryOf(window, String(i))))
  .filter((all) => all.some(({ requests, cpuMicros }) => requests + cpuMicros > 0));

test('time without measurements is not in any slice', () => {
  const [summary] = fc.sample(some, { numRuns: 1, seed: 1 })[0] as [WindowSummary];
  const measured = { ...summary, requests: 3, startMicros: 10, endMicros: 20 };
  const paused = { ...summary, requests: 0, cpuMicros: 0, startMicros: 20, endMicros: 9_000 };
  expect(historyOfAll([measured, paused]).slices).toMatchObject([{ startMicros: 10, endMicros: 20 }]);
});

test('a choice from one slice to another covers exactly those slices', () => {
  fc.assert(
    fc.property(some, fc.nat(), fc.nat(), (summaries, x, y) => {
      const { slices } = historyOfAll(summaries);
      const [one, other] = [x % slices.length, y % slices.length];
      const chosen = slices.slice(Math.min(one, other), Math.max(one, other) + 1);
      const fromMicros = chosen[0]!.startMicros;
      const toMicros = chosen.at(-1)!.endMicros;
      const kept = summaries.filter((summary) => isChosen(summary, { ...everything, fromMicros, toMicros }));
      expect(sum(kept.map(({ requests }) => requests))).toBe(sum(chosen.map(({ requests }) => requests)));
      expect(sum(kept.map(({ cpuMicros }) => cpuMicros))).toBe(sum(chosen.map(({ cpuMicros }) => cpuMicros)));
    }),
  );
});

test('slices are at most 120, in order, and none overlaps another', () => {
  fc.assert(
    fc.property(some, (summaries) => {
      const { slices } = historyOfAll(summaries);
      expect(slices.length).toBeLessThanOrEqual(120);
      expect(sum(slices.map(({ requests }) => requests))).toBe(
        sum(summaries.map(({ requests }) => requests)),
      );
      slices.forEach(({ startMicros, endMicros }, i) => {
        expect(Number.isInteger(startMicros) && Number.isInteger(endMicros)).toBe(true);
        expect(endMicros).toBeGreaterThan(startMicros);
        if (i > 0) expect(startMicros).toBeGreaterThanOrEqual(slices[i - 1]!.endMicros);
      });
    }),
  );
});

const of = (instance: string, version: string, startMicros: number, endMicros: number): WindowSummary => ({
  id: `${instance}${startMicros}`,
  sources: [{ service: 's', version, instance, pid: 1, node: '24', engine: 'e', rate: 99 }],
  startMicros,
  endMicros,
  requests: 1,
  cpuMicros: 1,
  latency: { bin: new Int32Array(), count: new Float64Array(), sumMicros: 0, maxMicros: 0 },
});

test('versions as they began, and processes as they were seen last', () => {
  const { versions, processes } = historyOfAll([
    of('b', '2', 50, 60),
    of('a', '1', 10, 20),
    of('c', '', 5, 6),
    of('a', '1', 40, 70),
  ]);
  expect(versions).toEqual([
    { service: 's', version: '1', fromMicros: 10, toMicros: 70 },
    { service: 's', version: '2', fromMicros: 50, toMicros: 60 },
  ]);
  expect(processes.map(({ instance, isThis, fromMicros }) => [instance, isThis, fromMicros])).toEqual([
    ['a', false, 10],
    ['b', true, 50],
    ['c', false, 5],
  ]);
});

test('a process whose windows are all merged with others cannot be chosen', () => {
  const [old, older] = [of('old', '1', 5, 10), of('older', '1', 1, 6)];
  const merged = { ...old, sources: [...old.sources, ...older.sources], startMicros: 1 };
  const { versions, processes } = historyOfAll([merged, of('old', '1', 20, 30), of('b', '1', 40, 50)]);
  expect(processes.map(({ instance, fromMicros }) => [instance, fromMicros])).toEqual([
    ['b', 40],
    ['old', 20],
  ]);
  expect(versions).toMatchObject([{ version: '1', fromMicros: 1, toMicros: 50 }]);
});

test('there is nothing to choose from before anything was measured', () => {
  expect(historyOfAll([])).toMatchObject({ slices: [], versions: [], processes: [] });
});
