import { expect, test } from 'vitest';
import { atOnce, createPace, inTurns, mapSteps, turnsInOrder } from '../src/in-turns.ts';
import { countTurns } from './fixtures/turns.ts';

function spin(millis: number): void {
  for (const until = performance.now() + millis; performance.now() < until; );
}

test('after a millisecond, other work has a turn', async ({ onTestFinished }) => {
  const turns = countTurns(onTestFinished);
  const work = mapSteps([1, 2, 3, 4, 5], (item) => {
    spin(2);
    return item * 10;
  });
  const result = await inTurns('make report', work);
  expect(result).toEqual([10, 20, 30, 40, 50]);
  expect(turns.number).toBeGreaterThanOrEqual(4);
});

test('pieces that are long have a turn of the loop each, and others share one', async ({
  onTestFinished,
}) => {
  const paced = createPace();
  const count = countTurns(onTestFinished);
  const turnsOf = async (work: () => void, pieces: number): Promise<number> => {
    const turns = await Promise.all(
      Array.from({ length: pieces }, () =>
        paced('list windows', () => {
          work();
          return count.number;
        }),
      ),
    );
    return new Set(turns).size;
  };
  expect(await turnsOf(() => spin(2), 5)).toBe(5);
  expect(await turnsOf(() => {}, 200)).toBeLessThan(200);
  await expect(
    paced('list windows', () => {
      throw new Error('broken');
    }),
  ).rejects.toThrow('broken');
});

test('an error in a step reaches the caller', async () => {
  const broken = mapSteps([1], () => {
    throw new Error('broken');
  });
  await expect(inTurns('make report', broken)).rejects.toThrow('broken');
});

test('there is a step for each item', () => {
  const steps = mapSteps(['a', 'b'], (item) => item);
  expect([steps.next().done, steps.next().done, steps.next().done]).toEqual([false, false, true]);
  expect(atOnce(mapSteps([], String))).toEqual([]);
});

test('works that come at the same time are done in order, a slice a turn, and short ones share it', async ({
  onTestFinished,
}) => {
  const inOrder = turnsInOrder();
  const turns = countTurns(onTestFinished);
  /** Which work had a step, and in which turn. */
  const works = async (count: number, work: () => void): Promise<(readonly [number, number])[]> => {
    const steps: (readonly [number, number])[] = [];
    const each = (number: number): Promise<unknown> =>
      inOrder(
        'list windows',
        mapSteps([1, 2], () => {
          steps.push([number, turns.number]);
          work();
        }),
      );
    await Promise.all(Array.from({ length: count }, (_, number) => each(number)));
    return steps;
  };
  const long = await works(4, () => spin(2));
  expect(long.map(([number]) => number)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(new Set(long.map(([, turn]) => turn)).size).toBe(8);
  const short = await works(200, () => {});
  expect(new Set(short.map(([, turn]) => turn)).size).toBeLessThan(200);
});

test('a work that fails does not keep the next from being done', async () => {
  const inOrder = turnsInOrder();
  const broken = mapSteps([1], () => {
    throw new Error('broken');
  });
  const failing = expect(inOrder('list windows', broken)).rejects.toThrow('broken');
  expect(await inOrder('list windows', mapSteps([1, 2], String))).toEqual(['1', '2']);
  await failing;
});

test('a piece is given what the others have left of the slice', async () => {
  const paced = createPace();
  const given = await Promise.all(
    Array.from({ length: 200 }, () => paced('list windows', (leftMillis) => leftMillis)),
  );
  expect(given[0]).toBe(1);
  expect(Math.max(...given)).toBe(1);
  expect(Math.min(...given)).toBeGreaterThan(0);
  expect(Math.min(...given)).toBeLessThan(1);
});
