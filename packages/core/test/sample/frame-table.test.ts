import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameTable } from '../../src/sample/stack-tree.ts';

const positions = fc.record({
  script: fc.integer({ min: 1, max: 2 }),
  name: fc.constantFrom('', 'a', 'b'),
  // Neighbouring lines and columns of bundles: a packed pair of these is easily another pair.
  line: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(65_536, 2 ** 29)),
  column: fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 30 }))
      .map(([n, bits]) => n + 2 ** bits),
    fc.constantFrom(65_536 + 1, 2 * 65_536 + 1, 3 * 65_536 + 2),
  ),
});

test('a frame is the requested function, however long its line', () => {
  fc.assert(
    fc.property(fc.array(positions, { minLength: 1, maxLength: 40 }), (asked) => {
      const table = createFrameTable();
      for (const { script, name, line, column } of asked) {
        const frame = table.intern(script, name, `/app/${script}.js`, line, column);
        expect(frame).toEqual({ name: name || '(anonymous)', file: `/app/${script}.js`, line, column });
        expect(table.intern(script, name, `/app/${script}.js`, line, column)).toBe(frame);
      }
    }),
  );
});

test('two functions in a line of a bundle are two', () => {
  const table = createFrameTable();
  const one = table.intern(1, 'one', '/app/bundle.js', 1, 65_536 + 7);
  const other = table.intern(1, 'other', '/app/bundle.js', 2, 7);
  expect(one).toMatchObject({ name: 'one', line: 1, column: 65_543 });
  expect(other).toMatchObject({ name: 'other', line: 2, column: 7 });
});

test('drops its entries when it is full, and goes on', () => {
  const table = createFrameTable(3);
  const first = table.intern(1, 'f', '/a.js', 1, 1);
  for (let column = 2; column < 9; column++) table.intern(1, 'f', '/a.js', 1, column);
  const again = table.intern(1, 'f', '/a.js', 1, 1);
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
  expect(table.intern(1, 'f', '/a.js', 1, 1)).toBe(again);
});
