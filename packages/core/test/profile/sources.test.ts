import { describe, expect, test } from 'vitest';
import { countSources, groupSources, mergeSources, withoutStacks } from '../../src/profile/sources.ts';
import type { Source } from '../../src/profile/window.ts';

const source = (instance: string): Source => ({
  ...{ service: 's', version: '1', instance, pid: 1, node: '24', engine: 'e', rate: 99 },
});
const out = (instance: string): Source => ({ ...source(instance), noStacks: true });
const windowOf = (...sources: Source[]) => ({ sources });

describe('sources that stand for many', () => {
  const many = (processes: number, stackProcesses: number): Source => ({
    ...{ ...source(''), pid: 0, many: { processes, stackProcesses } },
  });

  test('are one for each version, and the most that there were at a time', () => {
    const sources = [source('a'), out('b'), { ...source('c'), version: '2' }];
    const grouped = groupSources(sources);
    expect(grouped).toEqual([many(2, 1), { ...many(1, 1), version: '2' }]);
    expect(mergeSources([windowOf(...grouped), windowOf(many(5, 0)), windowOf(many(3, 3))])).toEqual([
      many(5, 3),
      { ...many(1, 1), version: '2' },
    ]);
    expect(groupSources([...grouped, source('d')])).toEqual(grouped);
  });

  test('may be those that are named', () => {
    expect(countSources([many(5, 1), source('a'), source('b')])).toEqual({ processes: 5, stackProcesses: 2 });
  });
});

describe('sources of several windows', () => {
  test('have given stacks if they did in one of them, whatever the order', () => {
    const windows = [windowOf(out('b')), windowOf(source('a'), out('c')), windowOf(source('b'), out('c'))];
    const expected = [source('a'), source('b'), out('c')];
    expect(mergeSources(windows)).toEqual(expected);
    expect(mergeSources(windows.toReversed())).toEqual(expected);
    expect(mergeSources([windowOf(...mergeSources(windows.slice(0, 2))), windowOf(source('b'))])).toEqual(
      expected,
    );
    expect(countSources(expected)).toEqual({ processes: 3, stackProcesses: 2 });
  });

  test('count once for each process, though its rate has changed', () => {
    const sources = [source('a'), { ...out('a'), rate: 250 }];
    expect(countSources(sources)).toEqual({ processes: 1, stackProcesses: 1 });
  });
});

test.each([
  [10_000_000, 10_000_000, true],
  [10_000_000, 9_950_000, true],
  [10_000_000, 9_000_000, undefined],
  [10_000_000, undefined, undefined],
  [0, undefined, true],
])('of %i µs, %j without samples: gave no stacks: %j', (elapsedMicros, offMicros, noStacks) => {
  const runtime = offMicros === undefined ? {} : { offMicros };
  expect(withoutStacks(source('a'), { elapsedMicros, runtime }).noStacks).toBe(noStacks);
});
