import { expect, test } from 'vitest';
import { meanParts, p95Parts } from '../../src/presentation/latency-parts.ts';
import type { LatencyParts, LatencyShares } from '../../src/presentation/model/latency-rows.ts';

const shares: LatencyShares = {
  ...{ cpuMicros: 10, onCpuMicros: 8, gcMicros: 0, queuedMicros: 5, waitMicros: 100, totalMicros: 115 },
  ...{ tracingMicros: 1, beforeNodeMicros: 3, beforeNodeMaxMicros: 6 },
};
const parts: LatencyParts = {
  traced: 2,
  cut: 0,
  beforeNodeTraced: 2,
  ...shares,
  p95: { ...shares, waitMicros: 200 },
};
const texts = (found: ReturnType<typeof meanParts>): string[] =>
  found.map(({ kind, micros }) => `${kind} ${micros}`);

test('parts are in one order, those of nothing left out, and waits are by kind', () => {
  const waits = [
    { kind: 'timer', micros: 20 },
    { kind: 'net', micros: 50 },
    { kind: 'file', micros: 10 },
    { kind: 'dns', micros: 20 },
  ] as const;
  expect(texts(meanParts(shares, waits))).toEqual([
    'own 10',
    'queued 5',
    'net 50',
    'pool 30',
    'rest 20',
    'before 3',
  ]);
});

test('waits beyond the rows are waits without a kind', () => {
  expect(texts(meanParts(shares, [{ kind: 'net', micros: 60 }]))).toEqual([
    ...['own 10', 'queued 5', 'net 60', 'waits 40', 'before 3'],
  ]);
  // Rounded rows.
  expect(texts(meanParts(shares, [{ kind: 'net', micros: 99 }]))).toEqual([
    'own 10',
    'queued 5',
    'net 99',
    'before 3',
  ]);
});

test('at p95 waits have a kind only if all are of one', () => {
  expect(texts(p95Parts(parts, [{ kind: 'net', micros: 60 }]))).toContain('net 200');
  expect(
    texts(
      p95Parts(parts, [
        { kind: 'net', micros: 60 },
        { kind: 'http', micros: 1 },
      ]),
    ),
  ).toContain('waits 200');
});
