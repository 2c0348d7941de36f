import { nextTurn, performance } from './clock.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { type Piece, piece } from './pieces.ts';

/** The event loop is not held for longer than this at a time, and the step that is under way by then. */
const sliceMillis = 1;

/**
 * Does work in steps without holding the event loop: after each slice, other work gets a turn. Work in the background does
 * not keep the process alive.
 */
export async function inTurns<Result>(
  kind: Piece,
  steps: Generator<void, Result>,
  isBackground = false,
): Promise<Result> {
  for (;;) {
    const step = piece(kind, () => slice(steps, sliceMillis));
    if (step.done) return step.value;
    await nextTurn(isBackground);
  }
}

/**
 * Does pieces of work that come at the same time: as many in a turn of the loop as fit into a slice, the others in the next.
 * Each is given how much of the slice is left.
 */
export type Paced = <Result>(kind: Piece, work: (leftMillis: number) => Result) => Promise<Result>;

export function createPace(): Paced {
  let usedMillis = 0;
  let turn: Promise<void> | undefined;
  const beginTurn = (): Promise<void> =>
    nextTurn().then(() => {
      usedMillis = 0;
      turn = undefined;
    });
  return async (kind, work) => {
    while (usedMillis >= sliceMillis) await turn;
    const sinceMillis = performance.now();
    try {
      return piece(kind, () => work(sliceMillis - usedMillis));
    } finally {
      usedMillis += performance.now() - sinceMillis;
      turn ??= beginTurn();
    }
  };
}

/** Like `inTurns`, for several at the same time: one waits for the other, and short ones share a slice. */
export function turnsInOrder(): <Result>(kind: Piece, steps: Generator<void, Result>) => Promise<Result> {
  const inOrder = oneAtATime();
  const paced = createPace();
  return (kind, steps) =>
    inOrder(async () => {
      for (;;) {
        const step = await paced(kind, (leftMillis) => slice(steps, leftMillis));
        if (step.done) return step.value;
      }
    });
}

function slice<Result>(steps: Generator<void, Result>, millis: number): IteratorResult<void, Result> {
  const until = performance.now() + millis;
  for (;;) {
    const step = steps.next();
    if (step.done || performance.now() >= until) return step;
  }
}

/** Does all steps in one turn: for programs that do nothing else. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** `items.map(each)`, with a step for each. */
export function* mapSteps<Item, Result>(
  items: Iterable<Item>,
  each: (item: Item) => Result,
): Generator<void, Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(each(item));
    yield;
  }
  return results;
}
