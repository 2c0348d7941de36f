/** Does work one after the other, whatever becomes of what came before. */
export type OneAtATime = <Result>(work: () => Promise<Result>) => Promise<Result>;

function nothing(): void {}

export function oneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    // Without its result, which may be large.
    last = done.then(nothing, nothing);
    return done;
  };
}
