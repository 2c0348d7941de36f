import { describe, expect, test } from 'vitest';
import { countSources, mergeSources, withoutStacks } from '../../src/profile/sources.ts';
import type { Source } from '../../src/profile/window.ts';

const source = (instance: string): Source => ({
  ...{ service: 's', version: '1', instance, pid: 1, node: '24', engine: 'e', rate: 99 },
});
const out = (instance: string): Source => ({ ...source(instance), noStacks: true });
const windowOf = (...sources: Source[]) => ({ sources });

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
