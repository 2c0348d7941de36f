import { expect, test } from 'vitest';
import type { FunctionRow } from '../../core/src/presentation/model/rows.ts';
import { pivotOf } from '../src/data/saved-pivot.ts';
import { sampleFlame } from './sample-flame.ts';

function rowOf(id: string): FunctionRow {
  const [name = '', file = ''] = id.split(/[ :]/);
  return {
    ...{ id, name, file, line: 1, column: 1, origin: 'app', samples: 1, totalSamples: 1 },
    ...{ selfCpuMicros: 1, totalCpuMicros: 1, selfWallMicros: 1, totalWallMicros: 1 },
  };
}

test('a function of a saved graph has the callers and callees that the graph has', () => {
  const { callers, callees } = pivotOf(sampleFlame, rowOf('next lib/x.js:2'));
  expect(callers).toMatchObject([
    { id: 'emit node:events:4', totalSamples: 15, totalCpuMicros: 1500, totalWallMicros: 1500 },
  ]);
  expect(callees).toMatchObject([
    { id: 'run lib/y.js:3', totalSamples: 13, totalCpuMicros: 1300, totalWallMicros: 1300 },
  ]);
});

test('calls of a route are calls by no function', () => {
  const [emit, ...others] = sampleFlame.frames.toReversed().slice(1);
  const frames = [...others.toReversed(), { ...emit!, isRoute: true as const }, sampleFlame.frames[5]!];
  const { callers } = pivotOf({ ...sampleFlame, frames }, rowOf('next lib/x.js:2'));
  expect(callers).toMatchObject([{ id: '', name: '(root)', totalSamples: 15 }]);
});

test('a function that the graph leaves out has no calls', () => {
  const { callers, callees } = pivotOf(
    { ...sampleFlame, frames: sampleFlame.frames.map((frame) => ({ ...frame, isRoute: true as const })) },
    rowOf('gone a.ts:9'),
  );
  expect([callers, callees]).toEqual([[], []]);
});
