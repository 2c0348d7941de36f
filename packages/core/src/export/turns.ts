/** Writing does not hold the event loop for longer than this at a time. */
const sliceMillis = 4;

/** A pause to await between pieces of work: it gives the app a turn of the loop whenever one is due. */
export function createTurns(): () => Promise<void> {
  let until = performance.now() + sliceMillis;
  return async () => {
    if (performance.now() < until) return;
    await new Promise(setImmediate);
    until = performance.now() + sliceMillis;
  };
}
