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

/** Whose work held the loop, as samples show it. */
export interface BlockWork {
  /** Whose work took most of it. */
  readonly scope: Scope | undefined;
  /** Of that work, innermost first. */
  readonly stack: readonly Frame[];
}

export type SampledWork = Pick<SampleBatch, 'timeMicros' | 'scope' | 'node' | 'kind' | 'stacks'>;

/** On a machine that is very busy most samples are not taken. */
const leastShare = 0.02;

/**
 * Who held the loop in a time in which it did not poll.
 *
 * @param batches All that were taken of it: a drain at the end of a request may have divided it.
 * @returns `undefined` without samples: then the process was suspended, or the loop waited without saying so.
 */
export function findBlock(
  time: BusyTime,
  batches: readonly SampledWork[],
  intervalMicros: number,
): BlockWork | undefined {
  const counts = new Map<Scope | undefined, number>();
  let all = 0;
  for (const batch of batches) {
    for (const i of samplesIn(time, batch)) {
      counts.set(batch.scope[i], (counts.get(batch.scope[i]) ?? 0) + 1);
      all++;
    }
  }
  if (all === 0 || all * intervalMicros < leastShare * (time.toMicros - time.fromMicros)) return undefined;
  let scope: Scope | undefined;
  let most = 0;
  for (const [each, count] of counts) if (count > most) [scope, most] = [each, count];
  let stack: readonly Frame[] = [];
  let weight = 0;
  for (const batch of batches) {
    const weights = new Float64Array(batch.stacks.parent.length);
    let sum = 0;
    for (const i of samplesIn(time, batch)) {
      if (batch.scope[i] !== scope || batch.kind[i] !== Kind.script) continue;
      const at = batch.node[i] as number;
      weights[at] = (weights[at] as number) + 1;
      sum++;
    }
    if (sum > weight) [stack, weight] = [heaviestStack(batch.stacks, weights, mostBlockCalls), sum];
  }
  return { scope, stack };
}

function samplesIn({ fromMicros, toMicros }: BusyTime, { timeMicros }: SampledWork): number[] {
  const found: number[] = [];
  for (let i = 0; i < timeMicros.length; i++) {
    const at = timeMicros[i] as number;
    if (at >= fromMicros && at <= toMicros) found.push(i);
  }
  return found;
}
