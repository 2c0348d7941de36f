import { heaviestStack } from '../sample/heaviest-stack.ts';
import type { Scope } from '../sample/scope.ts';
import type { SampleBatch } from '../sample/source.ts';
import { type Frame, Kind } from '../sample/stack-tree.ts';
import { mostBlockCalls } from './blocks.ts';

/** A time in which the loop did not poll, in epoch microseconds of the samples' clock. */
export interface BusyTime {
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** A request began to run, or ended, at this moment of the samples' clock. */
export interface WorkMoment {
  readonly scope: Scope;
  readonly atMicros: number;
  readonly isEnd: boolean;
}

/** Whose work held the loop. */
export interface BlockWork {
  /** Whose work took most of it; `undefined` for work of no request. */
  readonly scope: Scope | undefined;
  /** False where nothing tells whose it was. */
  readonly isKnown: boolean;
  /** Of that work, innermost first; empty where no sample was taken of it. */
  readonly stack: readonly Frame[];
}

export type SampledWork = Pick<SampleBatch, 'timeMicros' | 'scope' | 'node' | 'kind' | 'stacks'>;

/** What is known of one moment. */
interface Known {
  readonly atMicros: number;
  readonly scope: Scope | undefined;
  readonly kind: 'sample' | 'begin' | 'end';
  /** Of a sample. */
  readonly batch?: SampledWork;
  readonly index?: number;
}

const unknown = 'unknown';
type Worker = Scope | undefined | typeof unknown;

/**
 * Who held the loop in a time in which it did not poll. Each moment of it belongs to the nearest sample, or to the request
 * that began last, or that ended next: a thread that waits for a core is not sampled, for a second and more on a busy
 * machine, and its request is known all the same.
 *
 * @param batches All that were taken of it: a drain at the end of a request may have divided it.
 * @param moments Of requests that began or ended in it.
 */
export function findBlock(
  time: BusyTime,
  batches: readonly SampledWork[],
  moments: readonly WorkMoment[],
): BlockWork {
  const known = knownIn(time, batches, moments);
  const shares = sharesOf(time, known);
  const sums = new Map<Worker, number>();
  let left = time.toMicros - time.fromMicros;
  known.forEach(({ scope }, i) => {
    const share = shares[i] as number;
    sums.set(scope, (sums.get(scope) ?? 0) + share);
    left -= share;
  });
  let worker: Worker = unknown;
  let most = known.length === 0 ? Number.POSITIVE_INFINITY : left;
  // Sums of shares are not exact.
  most -= roundingMicros;
  for (const [each, micros] of sums) if (micros > most) [worker, most] = [each, micros];
  if (worker === unknown) return { scope: undefined, isKnown: false, stack: [] };
  return { scope: worker, isKnown: true, stack: stackOf(worker, batches, known, shares) };
}

/** Sums of epoch microseconds are this exact, or better. */
export const roundingMicros = 1;

/** In the order of time; what began stands before a sample of the same moment. */
function knownIn(
  { fromMicros, toMicros }: BusyTime,
  batches: readonly SampledWork[],
  moments: readonly WorkMoment[],
): Known[] {
  const isIn = (at: number): boolean => at >= fromMicros && at <= toMicros;
  const known: Known[] = moments
    .filter(({ atMicros }) => isIn(atMicros))
    .map(({ scope, atMicros, isEnd }) => ({ scope, atMicros, kind: isEnd ? 'end' : 'begin' }));
  for (const batch of batches) {
    batch.timeMicros.forEach((atMicros, index) => {
      if (isIn(atMicros)) known.push({ atMicros, scope: batch.scope[index], kind: 'sample', batch, index });
    });
  }
  return known.sort((a, b) => a.atMicros - b.atMicros);
}

/** How much of the time belongs to each: nothing before it began, nothing after its end; a sample stands for both sides. */
function sharesOf({ fromMicros, toMicros }: BusyTime, known: readonly Known[]): Float64Array {
  const shares = new Float64Array(known.length);
  let begin = fromMicros;
  known.forEach(({ atMicros, kind }, i) => {
    const next = known[i + 1];
    let end = toMicros;
    if (kind === 'end') end = atMicros;
    else if (next !== undefined) end = next.kind === 'begin' ? next.atMicros : (atMicros + next.atMicros) / 2;
    shares[i] = end - (kind === 'begin' ? atMicros : begin);
    begin = end;
  });
  return shares;
}

/** That most of its time was in. Batches do not share calls: the one with most of it tells. */
function stackOf(
  worker: Scope | undefined,
  batches: readonly SampledWork[],
  known: readonly Known[],
  shares: Float64Array,
): readonly Frame[] {
  let stack: readonly Frame[] = [];
  let most = 0;
  for (const batch of batches) {
    const weights = new Float64Array(batch.stacks.parent.length);
    let sum = 0;
    known.forEach(({ scope, batch: taken, index = 0 }, i) => {
      if (taken !== batch || scope !== worker || batch.kind[index] !== Kind.script) return;
      // A share may be nothing, but the sample was taken.
      const weight = 1 + (shares[i] as number);
      const node = batch.node[index] as number;
      weights[node] = (weights[node] as number) + weight;
      sum += weight;
    });
    if (sum > most) [stack, most] = [heaviestStack(batch.stacks, weights, mostBlockCalls), sum];
  }
  return stack;
}
