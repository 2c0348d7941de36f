import module from 'node:module';
import { expect, test, vi } from 'vitest';
import { loadedMap } from '../../src/source-code/loaded-maps.ts';
import { encodeMappings, type Segment } from '../fixtures/encode-mappings.ts';

test('a loader’s map gives a function its own name, not that of its parameter', () => {
  const at = (column: number, name: number): Segment => ({
    ...{ column, source: 0, line: 4, sourceColumn: 0, name },
  });
  // `function a(b){}` and `c=b=>1`: V8 says where the parameters begin.
  const mappings = encodeMappings([[at(9, 0), at(11, 1)], [at(2, 1)]]);
  const payload = { version: 3, sources: ['a.ts'], names: ['one', 'two'], mappings };
  const find = vi.spyOn(module, 'findSourceMap').mockReturnValue(new module.SourceMap(payload as never));
  try {
    const positionOf = loadedMap('/in-no-file.js');
    const nameOf = (name: string, line: number, column: number) =>
      positionOf?.({ name, file: '/in-no-file.js', line, column });
    expect(nameOf('a', 1, 11)).toEqual({ name: 'one', file: 'a.ts', line: 5, column: 1 });
    expect(nameOf('c', 2, 3)).toMatchObject({ name: 'c', line: 5 });
    // The entry is of the line before.
    expect(nameOf('a', 3, 4)).toMatchObject({ name: 'a' });
  } finally {
    find.mockRestore();
  }
});
