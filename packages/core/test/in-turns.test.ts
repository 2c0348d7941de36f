import { expect, test } from 'vitest';
import { nextTurn } from '../src/clock.ts';
import { atOnce, createPace, inTurns, mapSteps, turnsInOrder } from '../src/in-turns.ts';

function spin(millis: number): void {
  for (const until = performance.now() + millis; performance.now() < until; );
}

test('after a millisecond, other work has a turn', async () => {
  let turns = 0;
  let isOver = false;
  const count = async (): Promise<void> => {
    for (; !isOver; turns++) await nextTurn();
  };
  const counted = count();
  const work = mapSteps([1, 2, 3, 4, 5], (item) => {
    spin(2);
    return item * 10;
  });
  const result = await inTurns('make report', work);
  isOver = true;
  await counted;
  expect(result).toEqual([10, 20, 30, 40, 50]);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('pieces that are long have a turn of the loop each, and others share one', async () => {
  const paced = createPace();
  let turn = 0;
  let immediate = setImmediate(function count() {
    turn++;
    immediate = setImmediate(count);
  });
  const turnsOf = async (work: () => void, pieces: number): Promise<number> => {
    const turns = await Promise.all(
      Array.from({ length: pieces }, () =>
        paced('list windows', () => {
          work();
          return turn;
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
  clearImmediate(immediate);
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

test('of works that come at the same time, each turn has one slice, in their order', async () => {
  const inOrder = turnsInOrder();
  let turn = 0;
  let immediate = setImmediate(function count() {
    turn++;
    immediate = setImmediate(count);
  });
  const works = (count: number, work: () => void): Promise<[number, number][]> =>
    Promise.all(
      Array.from({ length: count }, (_, number) =>
        inOrder(
          'list windows',
          mapSteps([1, 2], () => work()),
        ).then((): [number, number] => [number, turn]),
      ),
    );
  const long = await works(4, () => spin(2));
  expect(new Set(long.map(([, ended]) => ended)).size).toBe(4);
  const short = await works(200, () => {});
  expect(new Set(short.map(([, ended]) => ended)).size).toBeLessThan(200);
  const ends: number[] = [];
  const broken = mapSteps([1], () => {
    throw new Error('broken');
  });
  await Promise.all([
    expect(inOrder('list windows', broken)).rejects.toThrow('broken'),
    ...[1, 2, 3].map((number) =>
      inOrder(
        'list windows',
        mapSteps([number], (n) => ends.push(n)),
      ),
    ),
  ]);
  expect(ends).toEqual([1, 2, 3]);
  clearImmediate(immediate);
});
