import { expect, test } from 'vitest';
import { appName, ownName } from '../../src/own-frames.ts';
import { TreeFlattener } from '../../src/sample/flatten.ts';

/** Adds a stack of functions; gives the names that are left above the last, from the root, and whose work it is. */
function flattened(...names: string[]): string {
  const tree = new TreeFlattener();
  let at = 0;
  for (const name of names) at = tree.add(at, { name, file: '/bundle.js', line: 1, column: 1 });
  const { parent, frame, own } = tree.finish();
  const left: (string | undefined)[] = [];
  for (let node = parent[at] as number; node > 0; node = parent[node] as number)
    left.unshift(frame[node]?.name);
  return `${left.join(' ')}${own[at] === 1 ? ' (profiler)' : ''}`;
}

test('calls below the profiler’s own functions are the profiler’s, until the app is called again', () => {
  expect(flattened('handle', 'next')).toBe('handle');
  expect(flattened('handle', ownName)).toBe('handle (profiler)');
  expect(flattened('handle', ownName, 'anything', 'JSON.parse')).toMatch(/\(profiler\)$/);
  expect(flattened('handle', ownName, 'anything', appName)).toMatch(/\(profiler\)$/);
  expect(flattened('handle', ownName, 'anything', appName, 'next')).toBe('handle');
  expect(flattened('handle', ownName, 'a', appName, 'next', 'work', ownName, 'b', appName, 'emit')).toBe(
    'handle next work',
  );
  expect(flattened(appName, 'next', 'work')).toBe('next');
  expect(flattened('handle', ownName, 'a', appName, 'next', ownName)).toMatch(/\(profiler\)$/);
});
