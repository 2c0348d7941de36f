/**
 * How many of a queue are expected to have come by the end of each stretch of time, 0 before the first. They came at random
 * moments, one for each stretch in all; by the end of the i-th at least i had come, because that many were taken out.
 *
 * The chance of a way to come is the product of length ^ number / number! over the stretches. `until` and `after` are the
 * sums of these for all ways that lead to a count, and that lead on from it. It takes the third power of their number.
 */
export function expectedCounts(lengths: readonly number[]): number[] {
  const all = lengths.length;
  const whole = lengths.reduce((sum, length) => sum + length, 0) || 1;
  const chances = lengths.map((length) => chancesOf((length / whole) * all, all));
  const until = [onlyAt(0, all)];
  for (let i = 1; i <= all; i++) until.push(nextUntil(until[i - 1] as Float64Array, chances[i - 1], i));
  const expected = [all];
  let after = onlyAt(all, all);
  for (let i = all - 1; i >= 0; i--) {
    after = nextAfter(after, chances[i], i);
    expected.push(meanOf(until[i] as Float64Array, after) ?? i);
  }
  return expected.reverse();
}

/** Of 0, 1, 2 and so on that come in a stretch in which `mean` are expected. */
function chancesOf(mean: number, most: number): Float64Array {
  const chances = onlyAt(0, most);
  for (let count = 1; count <= most; count++) {
    chances[count] = ((chances[count - 1] as number) * mean) / count;
  }
  return chances;
}

function onlyAt(count: number, most: number): Float64Array {
  const chances = new Float64Array(most + 1);
  chances[count] = 1;
  return chances;
}

function nextUntil(before: Float64Array, chances: Float64Array = onlyAt(0, 0), least: number): Float64Array {
  const next = new Float64Array(before.length);
  for (let count = least; count < next.length; count++) {
    let sum = 0;
    for (let from = least - 1; from <= count; from++) {
      sum += (before[from] as number) * (chances[count - from] as number);
    }
    next[count] = sum;
  }
  return next;
}

function nextAfter(after: Float64Array, chances: Float64Array = onlyAt(0, 0), least: number): Float64Array {
  const next = new Float64Array(after.length);
  for (let count = least; count < next.length; count++) {
    let sum = 0;
    for (let to = Math.max(count, least + 1); to < next.length; to++) {
      sum += (chances[to - count] as number) * (after[to] as number);
    }
    next[count] = sum;
  }
  return next;
}

/** `undefined` where the numbers are too small to tell. */
function meanOf(until: Float64Array, after: Float64Array): number | undefined {
  let [weight, sum] = [0, 0];
  for (const [count, chance] of until.entries()) {
    const both = chance * (after[count] as number);
    weight += both;
    sum += both * count;
  }
  return weight > 0 ? sum / weight : undefined;
}
