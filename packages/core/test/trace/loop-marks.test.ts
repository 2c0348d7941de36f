import { expect, test } from 'vitest';
import { createScope } from '../../src/sample/scope.ts';
import { LoopMarks } from '../../src/trace/loop-marks.ts';

const [first, second] = [createScope(0), createScope(1)];

test('each has the loop until the next begins, or its turn ends', () => {
  const marks = new LoopMarks();
  marks.add(first, 100);
  marks.add(second, 150);
  marks.end(180);
  marks.end(190);
  marks.add(first, 300);
  expect(marks.between(0, 400)).toEqual([
    { fromMicros: 100, toMicros: 150, scope: first },
    { fromMicros: 150, toMicros: 180, scope: second },
    { fromMicros: 300, toMicros: 400, scope: first },
  ]);
  expect(marks.between(160, 170)).toEqual([{ fromMicros: 160, toMicros: 170, scope: second }]);
});

test('the last 512 are known, and after a clear none', () => {
  const marks = new LoopMarks();
  for (let i = 0; i < 1_000; i++) marks.add(i % 2 === 0 ? first : second, i);
  marks.end(1_000);
  const known = marks.between(0, 2_000);
  expect(known).toHaveLength(512);
  expect(known[0]).toEqual({ fromMicros: 488, toMicros: 489, scope: first });
  expect(known.at(-1)).toEqual({ fromMicros: 999, toMicros: 1_000, scope: second });
  marks.clear();
  marks.end(1_500);
  expect(marks.between(0, 2_000)).toEqual([]);
  marks.add(first, 1_600);
  expect(marks.between(0, 1_700)).toEqual([{ fromMicros: 1_600, toMicros: 1_700, scope: first }]);
});
