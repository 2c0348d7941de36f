import { nextTurn, performance } from './clock.ts';

/**
 * Does work in steps without holding the event loop: after each `sliceMillis`, other work gets a turn. Work in the
 * background does not keep the process alive.
 */
export async function inTurns<Result>(
  steps: Generator<void, Result>,
  sliceMillis: number,
  isBackground = false,
): Promise<Result> {
  let until = performance.now() + sliceMillis;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await nextTurn(isBackground);
    until = performance.now() + sliceMillis;
  }
}

/** Does all steps in one turn: for programs that do nothing else. */
export function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
