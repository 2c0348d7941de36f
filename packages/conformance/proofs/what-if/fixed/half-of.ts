const times = 15;

/**
 * How many rows take half as long as `rows`, by the clock: half of the rows take more or less than that, where memory must be
 * collected meanwhile. It takes seconds.
 */
export function halfOf(rows: number, work: (rows: number) => void): number {
  const halfMillis = millisOf(() => work(rows)) / 2;
  let [least, most] = [0, rows];
  while (most - least > rows / 100) {
    const middle = Math.round((least + most) / 2);
    if (millisOf(() => work(middle)) > halfMillis) most = middle;
    else least = middle;
  }
  return least;
}

/** The median of some times. */
function millisOf(work: () => void): number {
  const all = Array.from({ length: times }, () => {
    const fromMillis = performance.now();
    work();
    return performance.now() - fromMillis;
  });
  return all.sort((a, b) => a - b)[Math.floor(times / 2)] as number;
}
