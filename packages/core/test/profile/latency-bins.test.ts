import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { binOf, boundsOfBin, isLatencyBin, lastBin, middleOfBin } from '../../src/profile/latency-bins.ts';

/**
 * Of the same walk over `LogarithmicMapping` of @datadog/sketches-js 2.1.1, which wrote the files of earlier versions.
 */
const earlierBins = '7782442be0ffbcb897b79b0c9f181d6330407b9bd613125b3db3425c705c71cf';

test('bins and their middles are the same as in existing files, to the last bit', () => {
  const hash = createHash('sha256');
  for (let micros = 1; micros <= 3.6e9; ) {
    hash.update(`${binOf(micros)} `);
    micros = micros < 200_000 ? micros + 1 : Math.ceil(micros * 1.00001);
  }
  for (let bin = 0; bin <= lastBin; bin++) hash.update(`${middleOfBin(bin)} `);
  expect(hash.digest('hex')).toBe(earlierBins);
});

test('bins lie next to each other, and each holds its own latencies', () => {
  for (let bin = 1; bin < lastBin; bin++) {
    const { lowerMicros, upperMicros } = boundsOfBin(bin);
    expect(boundsOfBin(bin + 1).lowerMicros / upperMicros).toBeCloseTo(1, 12);
    expect(binOf((lowerMicros + upperMicros) / 2)).toBe(bin);
  }
});

test.each([
  [0, true],
  [7, true],
  [lastBin, true],
  [lastBin + 1, false],
  [-1, false],
  [0.5, false],
  [Number.NaN, false],
])('whether a sketch may have bin %s: %s', (bin, isOne) => {
  expect(isLatencyBin(bin)).toBe(isOne);
});
