import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatencyBuilder } from '../../src/profile/latency.ts';
import { mergeWindows } from '../../src/profile/merge.ts';
import { histogramOf } from '../../src/time/latency-histogram.ts';
import { windows } from '../fixtures/windows.ts';
import { profileOf, sum } from '../report/ask.ts';

const some = fc.array(windows, { minLength: 1, maxLength: 80 });

test('slices of time add up to the whole, for the app and for each route', async () => {
  await fc.assert(
    fc.asyncProperty(some, async (parts) => {
      const ask = profileOf(parts);
      const { activity, scope, totals, routes, range } = await ask('');
      expect(activity.length).toBeLessThanOrEqual(60);
      expect(sum(activity.map(({ requests }) => requests))).toBe(totals.requests);
      const { gcMicros, gcCpuMicros } = mergeWindows(parts).runtime;
      const gc = gcMicros === 0 ? 0 : gcCpuMicros;
      expect(sum(activity.map(({ cpuMicros }) => cpuMicros)) + gc).toBe(scope.cpuMicros);
      for (const { startMicros, endMicros } of activity) {
        expect(startMicros).toBeGreaterThanOrEqual(range.from);
        expect(endMicros).toBeLessThanOrEqual(range.to);
      }
      expect(activity).toEqual([...activity].sort((a, b) => a.startMicros - b.startMicros));
      for (const row of routes) {
        expect(row.activity).toHaveLength(activity.length);
        expect(sum(row.activity)).toBe(row.cpuMicros);
        const name = encodeURIComponent(`${row.method} ${row.route}`);
        const own = await ask(`route=${name}`);
        expect(own.activity.map(({ cpuMicros }) => cpuMicros)).toEqual(row.activity);
        expect(sum(own.latency.count)).toBe(row.requests);
      }
    }),
    { numRuns: 30 },
  );
});

test('there is nothing before anything was measured', async () => {
  const { activity, latency } = await profileOf([])('');
  expect(activity).toEqual([]);
  expect(latency).toEqual({ lowerMicros: [], upperMicros: [], count: [] });
});

test('a histogram counts every latency once, in the bin where it belongs', () => {
  const latencies = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3_600_000_000 })),
    { minLength: 1, maxLength: 200 },
  );
  fc.assert(
    fc.property(latencies, (all) => {
      const builder = new LatencyBuilder();
      for (const micros of all) builder.add(micros);
      const { lowerMicros, upperMicros, count } = histogramOf(builder.finish());
      expect(count.length).toBeLessThanOrEqual(40);
      expect(sum(count)).toBe(all.length);
      for (let bin = 0; bin < count.length; bin++) {
        const [lower, upper] = [lowerMicros[bin] as number, upperMicros[bin] as number];
        expect(Number.isInteger(lower) && Number.isInteger(upper)).toBe(true);
        expect(lower).toBeLessThan(upper);
        if (bin > 0) expect(lower).toBe(upperMicros[bin - 1]);
      }
      // A percent and a microsecond: what the sketch and whole numbers cost.
      expect(lowerMicros[0]).toBeLessThanOrEqual(Math.min(...all));
      expect((upperMicros.at(-1) as number) * 1.01 + 1).toBeGreaterThanOrEqual(Math.max(...all));
    }),
  );
});
