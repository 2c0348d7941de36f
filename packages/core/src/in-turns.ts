/** Does work in steps, none of which holds the event loop: whoever else waits for a turn gets one every few milliseconds. */
export async function inTurns<Result>(steps: Generator<void, Result>, sliceMillis: number): Promise<Result> {
  let until = performance.now() + sliceMillis;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await new Promise(setImmediate);
    until = performance.now() + sliceMillis;
  }
}
