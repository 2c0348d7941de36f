import type { TraceStep } from './trace.ts';

/**
 * The steps, at most so many: the shortest are joined with a neighbour, and what is joined counts as what the longer of the
 * two was. Together they take as long as before; the trace's own parts stay exact.
 */
export function joinSteps(steps: readonly TraceStep[], most: number): readonly TraceStep[] {
  let joined = steps;
  while (joined.length > most) joined = joinShortest(joined, joined.length - most);
  return joined;
}

/** Joins up to `count` pairs of neighbours, those that take the least time together. None is in two pairs. */
function joinShortest(steps: readonly TraceStep[], count: number): TraceStep[] {
  const pairs = pairsByTime(steps);
  /** Of each step: whether it is the first of a pair, or the second. */
  const isFirst = new Uint8Array(steps.length);
  const isSecond = new Uint8Array(steps.length);
  let left = count;
  for (const first of pairs) {
    if (left === 0) break;
    if (isFirst[first] || isSecond[first] || isFirst[first + 1]) continue;
    isFirst[first] = 1;
    isSecond[first + 1] = 1;
    left--;
  }
  const joined: TraceStep[] = [];
  for (const [i, step] of steps.entries()) {
    if (isSecond[i]) continue;
    joined.push(isFirst[i] ? joinedOf(step, steps[i + 1] as TraceStep) : step);
  }
  return joined;
}

/** The first steps of all pairs of neighbours, the shortest pair first. As numbers, because a trace may have 50,000. */
function pairsByTime(steps: readonly TraceStep[]): Float64Array {
  const count = steps.length - 1;
  const pairs = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const micros = (steps[i] as TraceStep).micros + (steps[i + 1] as TraceStep).micros;
    pairs[i] = micros * count + i;
  }
  pairs.sort();
  for (let i = 0; i < count; i++) pairs[i] = (pairs[i] as number) % count;
  return pairs;
}

function joinedOf(first: TraceStep, second: TraceStep): TraceStep {
  const { kind, wait, by } = second.micros > first.micros ? second : first;
  return { kind, startMicros: first.startMicros, micros: first.micros + second.micros, wait, by };
}
