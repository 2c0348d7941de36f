import { describe, expect, test } from 'vitest';
import type { FunctionRow } from '../../core/src/presentation/model/rows.ts';
import { containing } from '../src/shared.ts';
import { groupRows } from '../src/views/group-rows.ts';
import { chooseFunctions } from '../src/views/table-rows.ts';

const row = (name: string, selfCpuMicros: number, more: Partial<FunctionRow> = {}): FunctionRow => ({
  id: `${name} a.ts:1`,
  name,
  file: 'a.ts',
  line: 1,
  column: 0,
  origin: 'app',
  samples: 1,
  totalSamples: 1,
  selfCpuMicros,
  totalCpuMicros: selfCpuMicros,
  selfWallMicros: selfCpuMicros,
  totalWallMicros: selfCpuMicros,
  ...more,
});
const rows = [
  row('b', 5),
  row('a', 5),
  row('c', 9, { file: 'lib/c.js', origin: 'dependency', package: 'lib' }),
];

describe('rows', () => {
  test('numbers descend, names ascend, and equals do not move', () => {
    expect(chooseFunctions(rows, undefined, '').map(({ name }) => name)).toEqual(['c', 'a', 'b']);
    expect(chooseFunctions(rows, undefined, 'name').map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(chooseFunctions(rows, containing('LIB'), '').map(({ name }) => name)).toEqual(['c']);
  });

  test('a search is about what is on the screen, and not about the folder it is in', () => {
    const inFolder = rows.map((one) => ({ ...one, id: `${one.name} /usr/src/${one.file}:${one.line}` }));
    expect(chooseFunctions(inFolder, containing('src'), '')).toEqual([]);
    expect(chooseFunctions(inFolder, containing('c lib/c.js:1'), '').map(({ name }) => name)).toEqual(['c']);
  });

  test('groups add up what functions used themselves, the most expensive group first', () => {
    const groups = groupRows(rows, 'package').map(({ name, selfCpuMicros }) => [name, selfCpuMicros]);
    expect(groups).toEqual([
      ['app', 10],
      ['lib', 9],
    ]);
    expect(groupRows(rows, '')).toHaveLength(1);
  });
});

test('a dependency that is called app is not the app', () => {
  const named = row('d', 1, { file: 'app/d.js', origin: 'dependency', package: 'app' });
  const native = row('e', 2, { file: '', origin: 'native' });
  const file = row('f', 3, { file: 'native' });
  expect(groupRows([row('a', 5), named], 'package').map(({ name }) => name)).toEqual(['app', 'app']);
  expect(groupRows([native, file], 'file').map(({ name }) => name)).toEqual(['native', 'native']);
});
