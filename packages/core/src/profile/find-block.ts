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

/** A request began to run, at this moment of the samples' clock. */
export interface BegunWork {
  readonly scope: Scope;
  readonly atMicros: number;
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

/** What is known of one moment: a sample, or that a request began. */
interface Known {
  readonly atMicros: number;
  readonly scope: Scope | undefined;
  /** `undefined` for a request that began. */
  readonly sample: { readonly batch: SampledWork; readonly index: number } | undefined;
}

/** For time before all that is known. */
const unknown = 'unknown';

/**
 * Who held the loop in a time in which it did not poll. Each moment of it belongs to the nearest sample, or to the request
 * that began to run last: a thread that waits for a core is not sampled, for a second and more on a busy machine, and its
 * request is known all the same.
 *
 * @param batches All that were taken of it: a drain at the end of a request may have divided it.
 * @param begun Requests that began in it.
 */
export function findBlock(
  time: BusyTime,
  batches: readonly SampledWork[],
  begun: readonly BegunWork[],
): BlockWork {
  const known = knownIn(time, batches, begun);
  const shares = sharesOf(time, known);
  const sums = new Map<Scope | undefined | typeof unknown, number>();
  const [first] = known;
  if (first?.sample === undefined) sums.set(unknown, (first?.atMicros ?? time.toMicros) - time.fromMicros);
  known.forEach(({ scope }, i) => {
    sums.set(scope, (sums.get(scope) ?? 0) + (shares[i] as number));
  });
  let worker: Scope | undefined | typeof unknown = unknown;
  let most = -1;
  for (const [each, micros] of sums) if (micros > most) [worker, most] = [each, micros];
  if (worker === unknown) return { scope: undefined, isKnown: false, stack: [] };
  return { scope: worker, isKnown: true, stack: stackOf(worker, batches, known, shares) };
}

/** In the order of time; what began stands before a sample of the same moment. */
function knownIn(
  { fromMicros, toMicros }: BusyTime,
  batches: readonly SampledWork[],
  begun: readonly BegunWork[],
): Known[] {
  const isIn = (at: number): boolean => at >= fromMicros && at <= toMicros;
  const known: Known[] = begun
    .filter(({ atMicros }) => isIn(atMicros))
    .map((one) => ({ ...one, sample: undefined }));
  for (const batch of batches) {
    batch.timeMicros.forEach((atMicros, index) => {
      if (isIn(atMicros)) known.push({ atMicros, scope: batch.scope[index], sample: { batch, index } });
    });
  }
  return known.sort((a, b) => a.atMicros - b.atMicros);
}

/** How much of the time belongs to each. Nothing ran before it began, but a sample stands for both sides. */
function sharesOf({ fromMicros, toMicros }: BusyTime, known: readonly Known[]): Float64Array {
  const shares = new Float64Array(known.length);
  let begin = known[0]?.sample === undefined ? (known[0]?.atMicros ?? toMicros) : fromMicros;
  known.forEach(({ atMicros }, i) => {
    const next = known[i + 1];
    let end = toMicros;
    if (next !== undefined) end = next.sample === undefined ? next.atMicros : (atMicros + next.atMicros) / 2;
    shares[i] = end - begin;
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
    known.forEach(({ scope, sample }, i) => {
      if (sample?.batch !== batch || scope !== worker || batch.kind[sample.index] !== Kind.script) return;
      // A share may be nothing, but the sample was taken.
      const weight = 1 + (shares[i] as number);
      const node = batch.node[sample.index] as number;
      weights[node] = (weights[node] as number) + weight;
      sum += weight;
    });
    if (sum > most) [stack, most] = [heaviestStack(batch.stacks, weights, mostBlockCalls), sum];
  }
  return stack;
}
