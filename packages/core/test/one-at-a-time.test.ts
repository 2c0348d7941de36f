import { expect, test } from 'vitest';
import { oneAtATime } from '../src/one-at-a-time.ts';

test('work waits for what was asked for before, also where that failed', async () => {
  const inOrder = oneAtATime();
  const done: string[] = [];
  const work = (name: string, turns: number) => async (): Promise<string> => {
    done.push(`${name} begins`);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    done.push(`${name} ends`);
    if (name === 'second') throw new Error('It fails.');
    return name;
  };
  const first = inOrder(work('first', 9));
  const second = inOrder(work('second', 5));
  const third = inOrder(work('third', 0));
  await expect(second).rejects.toThrow('It fails.');
  expect(await Promise.all([first, third])).toEqual(['first', 'third']);
  expect(done).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
