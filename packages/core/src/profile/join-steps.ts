import { atOnce } from '../in-turns.ts';
import type { TraceStep } from './trace.ts';

/**
 * The steps, at most so many: the shortest are joined with a neighbour, and what is joined counts as what the longer of the
 * two was. Together they take as long as before; the trace's own parts stay exact. Yields: a trace may have 50,000 steps.
 */
export function* joinInSteps(
  steps: readonly TraceStep[],
  most: number,
): Generator<void, readonly TraceStep[]> {
  let joined = steps;
  while (joined.length > most) joined = yield* joinShortest(joined, joined.length - most);
  return joined;
}

/** The same at once. */
export function joinSteps(steps: readonly TraceStep[], most: number): readonly TraceStep[] {
  return atOnce(joinInSteps(steps, most));
}

/** Joins up to `count` pairs of neighbours, those that take the least time together. None is in two pairs. */
function* joinShortest(steps: readonly TraceStep[], count: number): Generator<void, TraceStep[]> {
  const pairs = yield* pairsByTime(steps);
  /** Of each step: whether it is the first of a pair, or the second. */
  const isFirst = new Uint8Array(steps.length);
  const isSecond = new Uint8Array(steps.length);
  let left = count;
  for (const first of pairs) {
    if (left === 0) break;
    if (left % stepsAtOnce === 0) yield;
    if (isFirst[first] || isSecond[first] || isFirst[first + 1]) continue;
    isFirst[first] = 1;
    isSecond[first + 1] = 1;
    left--;
  }
  const joined: TraceStep[] = [];
  for (const [i, step] of steps.entries()) {
    if (i % stepsAtOnce === 0) yield;
    if (isSecond[i]) continue;
    joined.push(isFirst[i] ? joinedOf(step, steps[i + 1] as TraceStep) : step);
  }
  return joined;
}

const stepsAtOnce = 1_000;
/** So many numbers are sorted in half a millisecond. */
const sortedAtOnce = 8_192;

/** The first steps of all pairs of neighbours, the shortest pair first. As numbers, because a trace may have 50,000. */
function* pairsByTime(steps: readonly TraceStep[]): Generator<void, Iterable<number>> {
  const count = steps.length - 1;
  const runs: Float64Array[] = [];
  for (let from = 0; from < count; from += sortedAtOnce) {
    const run = new Float64Array(Math.min(sortedAtOnce, count - from));
    for (let i = 0; i < run.length; i++) {
      const at = from + i;
      const micros = (steps[at] as TraceStep).micros + (steps[at + 1] as TraceStep).micros;
      run[i] = micros * count + at;
    }
    runs.push(run.sort());
    yield;
  }
  return merged(runs, count);
}

/** The pairs of sorted runs, in the order of all. */
function* merged(runs: readonly Float64Array[], count: number): Generator<number> {
  const at = runs.map(() => 0);
  for (let i = 0; i < count; i++) {
    let first = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs.length; run++) {
      const value = runs[run]?.[at[run] as number] ?? Number.POSITIVE_INFINITY;
      if (value < least) [least, first] = [value, run];
    }
    at[first] = (at[first] as number) + 1;
    yield least % count;
  }
}

function joinedOf(first: TraceStep, second: TraceStep): TraceStep {
  const { kind, wait, by } = second.micros > first.micros ? second : first;
  return { kind, startMicros: first.startMicros, micros: first.micros + second.micros, wait, by };
}
