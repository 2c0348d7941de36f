import type { Scope } from '../sample/scope.ts';
import type { SampleBatch } from '../sample/source.ts';
import type { FollowedTime } from './following.ts';

/** A sample, or an exact time, whose request is still open: it waits until its route is known. */
export interface Waiting {
  readonly batch: SampleBatch;
  /** The sample's number, or `exactIndex`. */
  readonly index: number;
  readonly scope: Scope | undefined;
  readonly wallMicros: number;
  readonly cpuMicros: number;
}

/** Samples and exact times of one bucket, together. */
export interface Share {
  exactWall: number;
  exactCpu: number;
  /** What the exact times stand for beside their own. */
  overWall: number;
  overCpu: number;
  /** The exact times of followed requests. */
  readonly times: FollowedTime[];
  sampledWall: number;
  sampledCpu: number;
  readonly batches: SampleBatch[];
  readonly indexes: number[];
}

/** Stands for an exact time in the place of a sample's number. */
export const exactIndex = -1;

/** When it was measured, in epoch microseconds. */
export function timeOf(batch: SampleBatch, index: number): number {
  return index === exactIndex ? batch.toMicros : (batch.timeMicros[index] as number);
}

export function put(shares: Map<number, Share>, bucket: number, item: Waiting): void {
  const { batch, index, scope, wallMicros, cpuMicros } = item;
  let share = shares.get(bucket);
  if (share === undefined) {
    share = {
      ...{ exactWall: 0, exactCpu: 0, overWall: 0, overCpu: 0, times: [] },
      ...{ sampledWall: 0, sampledCpu: 0, batches: [], indexes: [] },
    };
    shares.set(bucket, share);
  }
  if (index === exactIndex) {
    share.exactWall += wallMicros;
    share.exactCpu += cpuMicros;
    const over = bucket >= 0 ? overOf(scope) : 0;
    if (over === 0 || scope === undefined) return;
    share.overWall += over * wallMicros;
    share.overCpu += over * cpuMicros;
    const { weight, turn, filedMicros } = scope;
    share.times.push({ weight, turn, filedMicros, cpuMicros, isExact: true });
    scope.filedMicros += cpuMicros;
  } else {
    share.sampledWall += wallMicros;
    share.sampledCpu += cpuMicros;
    share.batches.push(batch);
    share.indexes.push(index);
  }
}

/** How many further requests the scope's request stands for. */
export function overOf(scope: Scope | undefined): number {
  return scope === undefined ? 0 : Math.max(0, scope.weight - 1);
}
