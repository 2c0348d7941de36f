import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mergeWindows } from '../../src/profile/merge.ts';
import type { Window } from '../../src/profile/window.ts';
import { createClosedSum } from '../../src/wire/closed-sum.ts';
import { windows } from '../profile/windows.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const maxNodes = 5_000;
const [first, second, open] = fc.sample(windows, { numRuns: 3, seed: 7 }) as [Window, Window, Window];

/** Two windows, and how often the first has been added to something. */
function closedWindows() {
  const added = vi.fn();
  const watched: Window = {
    ...first,
    get routes() {
      added();
      return first.routes;
    },
  };
  return { closed: [watched, second], added };
}

test('closed windows are added up once, as long as somebody asks', async () => {
  const { closed, added } = closedWindows();
  const sum = createClosedSum(maxNodes);
  expect(await sum.with(closed, open)).toEqual(mergeWindows([first, second, open], maxNodes));
  const once = added.mock.calls.length;
  expect(await sum.with(closed, open)).toEqual(mergeWindows([first, second, open], maxNodes));
  expect(added).toHaveBeenCalledTimes(once);

  vi.runOnlyPendingTimers();
  await sum.with(closed, open);
  expect(added).toHaveBeenCalledTimes(2 * once);
});

test('what is forgotten while it is added up is not kept', async () => {
  const { closed, added } = closedWindows();
  const sum = createClosedSum(maxNodes);
  const asked = sum.with(closed, open);
  const once = added.mock.calls.length;
  expect(once).toBeGreaterThan(0);
  sum.forget();
  // Who asked before gets what was asked for.
  expect(await asked).toEqual(mergeWindows([first, second, open], maxNodes));
  expect(vi.getTimerCount()).toBe(0);

  await sum.with(closed, open);
  expect(added).toHaveBeenCalledTimes(2 * once);
});
