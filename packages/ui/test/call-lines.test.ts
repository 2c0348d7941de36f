import { expect, test } from 'vitest';
import type { CallRow } from '../../core/src/presentation/model/rows.ts';
import { codePlaceOf } from '../src/parts/editor-link.tsx';
import { callsByLine } from '../src/views/call-lines.ts';

const call = (name: string): CallRow => ({
  ...{ id: `${name} a.ts:1`, name, file: 'a.ts', line: 1 },
  ...{ totalSamples: 1, totalCpuMicros: 1, totalWallMicros: 1 },
});

test('a callee is on the line that calls its name, if only one line does', () => {
  const lines = [
    'function search(q) {',
    '  const all = find(q);',
    '  refind(all); sort(all);',
    '  sort(all);',
    '  this.$x(1)',
  ];
  const calls = callsByLine(
    lines,
    ['find', 'sort', 'search', 'Shop.$x', '(anonymous)', 'map callback'].map(call),
  );
  expect(Array.from(calls, ([index, rows]) => [index, rows.map(({ name }) => name)])).toEqual([
    [1, ['find']],
    [4, ['Shop.$x']],
  ]);
});

test('a call above the function is another function’s', () => {
  const lines = ['  return find(q);', '}', 'function search(q) {', '  return find(q);'];
  expect([...callsByLine(lines, [call('find')], 2).keys()]).toEqual([3]);
});

test('the place to open is the whole path in the id', () => {
  expect(codePlaceOf('find it /srv/a b.ts:12:7', 'find it')).toEqual({
    path: '/srv/a b.ts',
    line: 12,
    column: 7,
  });
  expect(codePlaceOf('f C:\\srv\\a.ts:3', 'f')).toEqual({ path: 'C:\\srv\\a.ts', line: 3, column: 1 });
  expect(codePlaceOf('emit node:events:518:28', 'emit')).toBeUndefined();
  expect(codePlaceOf('(program) :0', '(program)')).toBeUndefined();
  // A function without a name has a label.
  expect(codePlaceOf('(anonymous) /srv/search.ts:33:13', 'map callback in search')).toEqual({
    path: '/srv/search.ts',
    line: 33,
    column: 13,
  });
});
