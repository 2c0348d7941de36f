import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileHead } from '../../../src/pprof/file-head.ts';
import { LatencyBuilder, mergeLatencies } from '../../../src/profile/latency.ts';
import type { Window } from '../../../src/profile/window.ts';
import { summaryOf } from '../../../src/profile/window-summary.ts';
import { compactHead } from '../../../src/store/shared/compact-head.ts';
import { exampleWindows } from '../../fixtures/windows.ts';

const [example] = exampleWindows(1) as [Window];
const head: FileHead = { ...summaryOf(example, ''), covers: [], beneath: [] };

test('latencies come out as they went in', () => {
  const latencies = fc.array(
    fc.record({ micros: fc.double({ min: 1, max: 3.6e9, noNaN: true }), times: fc.nat(300) }),
  );
  fc.assert(
    fc.property(latencies, (all) => {
      const builder = new LatencyBuilder();
      for (const { micros, times } of all) for (let i = 0; i < times; i++) builder.add(micros);
      const latency = builder.finish();
      const packed = compactHead({ ...head, latency }, new Map()).latency;
      expect(mergeLatencies([packed, packed])).toEqual(mergeLatencies([latency, latency]));
    }),
    { numRuns: 100 },
  );
  const large = {
    bin: Int32Array.of(0, 900),
    count: Float64Array.of(2 ** 52, 1),
    sumMicros: 1,
    maxMicros: 2,
  };
  const { bin, count } = compactHead({ ...head, latency: large }, new Map()).latency;
  expect({ bin, count }).toEqual({ bin: large.bin, count: large.count });
});

test('the same process in many windows is one object', () => {
  const known = new Map();
  const [a, b] = [structuredClone(head), structuredClone(head)].map((one) => compactHead(one, known));
  expect(a?.sources).toEqual(head.sources);
  expect(a?.sources[0]).toBe(b?.sources[0]);
});
