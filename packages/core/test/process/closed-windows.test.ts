import { expect, test } from 'vitest';
import { nextTurn } from '../../src/clock.ts';
import { createClosedWindows } from '../../src/process/closed-windows.ts';
import type { Window } from '../../src/profile/window.ts';

/** A window that takes so many slices: each of its steps takes longer than one. */
function* slowly(window: Window, steps: number): Generator<void, Window> {
  for (let step = 0; step < steps; step++) {
    for (const until = performance.now() + 2; performance.now() < until; );
    yield;
  }
  return window;
}

function start() {
  const kept: Window[] = [];
  const failures: unknown[] = [];
  const closed = createClosedWindows({
    keep: (window) => kept.push(window),
    run: (work) => work(),
    onFailure: (error) => failures.push(error),
  });
  return { closed, kept, failures };
}

const first = { startMicros: 1 } as Window;
const second = { startMicros: 2 } as Window;

test('a closed window is kept once it is copied, over some turns of the loop', async () => {
  const { closed, kept } = start();
  closed.add(slowly(first, 3));
  expect(kept).toEqual([]);
  while (kept.length === 0) await nextTurn();
  expect(kept).toEqual([first]);
});

test('whoever cannot wait has it now, and once', async () => {
  const { closed, kept } = start();
  closed.add(slowly(first, 5));
  await nextTurn();
  closed.finish();
  expect(kept).toEqual([first]);
  for (let turn = 0; turn < 10; turn++) await nextTurn();
  closed.finish();
  expect(kept).toEqual([first]);
});

test('windows are kept in their order', async () => {
  const { closed, kept } = start();
  closed.add(slowly(first, 5));
  closed.add(slowly(second, 2));
  expect(kept).toEqual([first]);
  while (kept.length < 2) await nextTurn();
  expect(kept).toEqual([first, second]);
});

test('a window that cannot be copied is reported, and holds up no other', async () => {
  const { closed, kept, failures } = start();
  const broken = new Error('broken');
  closed.add(
    (function* (): Generator<void, Window> {
      yield* slowly(first, 2);
      throw broken;
    })(),
  );
  while (failures.length === 0) await nextTurn();
  expect(failures).toEqual([broken]);
  closed.add(slowly(second, 1));
  while (kept.length === 0) await nextTurn();
  expect(kept).toEqual([second]);
});
