import { expect, test } from 'vitest';
import type { Frame } from '../../src/sample/stack-tree.ts';
import { createKnownPositions } from '../../src/source-code/known-positions.ts';

const ran = (file: string, line: number, name = 'f'): Frame => ({ name, file, line, column: 7 });
const shown = (line: number): Frame => ({ name: 'g', file: 'src/a.ts', line, column: 1 });

test('a label is found for every frame object of the same function', () => {
  const known = createKnownPositions(10);
  known.add('a.js', [ran('a.js', 1), ran('a.js', 2), ran('a.js', 2, 'A')], [shown(1), shown(2), shown(3)]);
  expect(
    [ran('a.js', 1), ran('a.js', 2), ran('a.js', 2, 'A')].map((frame) => known.get(frame)?.line),
  ).toEqual([1, 2, 3]);
  for (const other of [
    ran('b.js', 1),
    ran('a.js', 3),
    ran('a.js', 1, 'A'),
    { ...ran('a.js', 1), column: 8 },
  ]) {
    expect(known.get(other)).toBeUndefined();
  }
});

test('the least recently used files are evicted', () => {
  const known = createKnownPositions(3);
  known.add('a.js', [ran('a.js', 1)], [shown(1)]);
  known.add('b.js', [ran('b.js', 1)], [shown(2)]);
  known.add('a.js', [ran('a.js', 1), ran('a.js', 2)], [shown(3), shown(4)]);
  expect(known.get(ran('b.js', 1))).toEqual(shown(2));
  known.add('c.js', [ran('c.js', 1)], [shown(5)]);
  const all = [ran('a.js', 1), ran('a.js', 2), ran('b.js', 1), ran('c.js', 1)];
  expect(all.map((frame) => known.get(frame)?.line)).toEqual([3, 4, undefined, 5]);
});
