import { expect, test } from 'vitest';
import type { Trace } from '../../src/profile/trace.ts';
import { createBench } from './traced.ts';

const lasting = (millis: number) => new Promise<number>((resolve) => setTimeout(resolve, millis, millis));

/** Two awaits, one after the other; only `next` knows whether the second needs the first. */
async function work(next: (first: number) => number): Promise<void> {
  const first = await lasting(5);
  await lasting(next(first));
}

/** All that a trace says, without times. */
function shapeOf({ waits, steps }: Trace): unknown {
  return {
    waits: waits.map(({ kind, target, operation, library, operations, stack, site }) => ({
      ...{ kind, target, operation, library, operations, place: stack[site] },
    })),
    order: steps.filter(({ kind }) => kind === 'wait').map(({ wait }) => wait),
  };
}

// Why there is no finding "these awaits could run side by side": see docs/architecture.md.
test('a trace is the same whether or not an await needs the result of the one before', async () => {
  const bench = createBench();
  const dependent = await bench.trace('/a', () => work((first) => first));
  const independent = await bench.trace('/a', () => work(() => 5));
  expect(shapeOf(dependent)).toEqual(shapeOf(independent));
  expect(dependent.waits.map(({ kind, operations }) => [kind, operations])).toEqual([
    ['timer', 1],
    ['timer', 1],
  ]);
  expect(bench.failures).toEqual([]);
});
