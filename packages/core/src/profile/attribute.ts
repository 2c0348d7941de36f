import { fillUp } from '../sample/fill-up.ts';
import { Bucket, bucketAt, type Scope } from '../sample/scope.ts';
import type { SampleBatch } from '../sample/source.ts';
import { Kind } from '../sample/stack-tree.ts';
import { createLimitedRounding, createRounding } from '../sample/weigh.ts';
import { exactIndex, overOf, put, type Share, timeOf, type Waiting } from './bucket-share.ts';
import { nativeFrame } from './native-frame.ts';
import { programName } from './window.ts';
import type { WindowBuilder } from './window-builder.ts';

/** After this long, samples of a request that is still open are filed under its current route. */
const longestWaitMicros = 2_000_000;
const mostWaiting = 50_000;

/** Files each sample of a batch under the route that caused it. */
export interface Attributor {
  add(batch: SampleBatch, into: WindowBuilder): void;
  /** Files exact times that no sample has hit as `(unsampled)`. Call it before a window closes. */
  flush(into: WindowBuilder): void;
  /** Files what still waits for its request to end under the request's current route, because no later drain will come. */
  finish(into: WindowBuilder): void;
  /** Forgets what waits. */
  clear(): void;
}

export function createAttributor(): Attributor {
  let waiting: Waiting[] = [];
  const unsampled = new Map<number, Pick<Share, 'exactWall' | 'exactCpu' | 'overWall' | 'overCpu'>>();
  const roundWall = createRounding();
  const roundCpu = createLimitedRounding();

  /** What open requests have answered in this drain. Each is asked once, because that runs the app's code. */
  const asked = new Map<Scope, number>();
  const resolve = (scope: Scope | undefined, timeMicros: number, mustAsk: boolean): number => {
    if (scope === undefined) return Bucket.background;
    if (scope.open !== undefined) {
      if (!mustAsk) return Bucket.unresolved;
      const known = asked.get(scope) ?? scope.open.currentBucket();
      asked.set(scope, known);
      return followedBucket(scope, known);
    }
    const bucket = followedBucket(scope, bucketAt(scope, timeMicros));
    return bucket === Bucket.unresolved ? Bucket.background : bucket;
  };

  return {
    add(batch, into) {
      into.addIdle(batch.idleMicros);
      into.addIo(batch.ioMicros);
      into.addLost(batch.lost);
      if (batch.off !== undefined) into.addOff(batch.off);
      const shares = new Map<number, Share>();
      const stillWaiting: Waiting[] = [];
      const isFull = waiting.length > mostWaiting;
      for (const item of waiting) {
        const mustAsk = isFull || batch.toMicros - item.batch.toMicros > longestWaitMicros;
        const bucket = resolve(item.scope, timeOf(item.batch, item.index), mustAsk);
        // A window counts what stays unresolved as background.
        if (bucket === Bucket.unresolved && !isFull) stillWaiting.push(item);
        else put(shares, bucket, item);
      }
      const putOrWait = (
        scope: Scope | undefined,
        index: number,
        wallMicros: number,
        cpuMicros: number,
      ): void => {
        const bucket = resolve(scope, timeOf(batch, index), false);
        const item = { batch, index, scope, wallMicros, cpuMicros };
        if (bucket === Bucket.unresolved) stillWaiting.push(item);
        else put(shares, bucket, item);
      };
      batch.scope.forEach((scope, index) => {
        putOrWait(scope, index, batch.wallMicros[index] as number, batch.cpuMicros[index] as number);
      });
      batch.exact?.forEach(({ scope, wallMicros, cpuMicros }) => {
        putOrWait(scope, exactIndex, wallMicros, cpuMicros);
      });
      waiting = stillWaiting;
      asked.clear();
      for (const [bucket, share] of shares) file(bucket, share, into, batch.exact !== undefined);
    },
    flush(into) {
      for (const [bucket, { exactWall, exactCpu, overWall, overCpu }] of unsampled) {
        const whole = roundWall(exactWall);
        into.addUnsampled(bucket, whole, roundCpu(exactCpu, whole));
        if (overWall > 0) into.addOver(bucket, overWall, overCpu);
      }
      unsampled.clear();
    },
    finish(into) {
      const left = waiting;
      waiting = [];
      const shares = new Map<number, Share>();
      for (const item of left) put(shares, resolve(item.scope, timeOf(item.batch, item.index), true), item);
      asked.clear();
      const isExact = left[0]?.batch.exact !== undefined;
      for (const [bucket, share] of shares) file(bucket, share, into, isExact);
    },
    clear() {
      waiting = [];
      unsampled.clear();
    },
  };

  function file(bucket: number, share: Share, into: WindowBuilder, isExact: boolean): void {
    const { batches, indexes } = share;
    if (!isExact) {
      fileSamples(bucket, share, into, (i) => {
        const batch = batches[i] as SampleBatch;
        const index = indexes[i] as number;
        const over = overOf(batch.scope[index]);
        return [batch.wallMicros[index] as number, batch.cpuMicros[index] as number, over, over];
      });
      return;
    }
    for (const time of share.times) into.addSpread(bucket, time);
    const before = unsampled.get(bucket);
    const wallMicros = share.exactWall + (before?.exactWall ?? 0);
    const cpuMicros = share.exactCpu + (before?.exactCpu ?? 0);
    const overWall = share.overWall + (before?.overWall ?? 0);
    const overCpu = share.overCpu + (before?.overCpu ?? 0);
    if (share.sampledWall === 0) {
      unsampled.set(bucket, { exactWall: wallMicros, exactCpu: cpuMicros, overWall, overCpu });
      return;
    }
    unsampled.delete(bucket);
    const wallOver = overWall === 0 ? 0 : overWall / wallMicros;
    const cpuOver = overCpu === 0 ? 0 : overCpu / cpuMicros;
    // The time is known exactly; samples only tell how it is spread over functions.
    const wallScale = wallMicros / share.sampledWall;
    const cpuScale = share.sampledCpu === 0 ? 0 : cpuMicros / share.sampledCpu;
    const wall = Float64Array.from(
      indexes,
      (index, i) => ((batches[i] as SampleBatch).wallMicros[index] as number) * wallScale,
    );
    let left = cpuMicros;
    const cpu = Float64Array.from(indexes, (index, i) => {
      const wanted = ((batches[i] as SampleBatch).cpuMicros[index] as number) * cpuScale;
      const micros = Math.min(wall[i] as number, wanted);
      left -= micros;
      return micros;
    });
    fillUp(cpu, wall, left);
    fileSamples(bucket, share, into, (i) => {
      const whole = roundWall(wall[i] as number);
      return [whole, roundCpu(cpu[i] as number, whole), wallOver, cpuOver];
    });
  }
}

/** The route of a request that is not followed is known, but a route has only what stands for all of its requests. */
function followedBucket(scope: Scope, bucket: number): number {
  return scope.weight === 0 && bucket >= 0 ? Bucket.notFollowed : bucket;
}

/** Weighs the sample at position `i` of a share. */
type Weigh = (
  i: number,
) => readonly [wallMicros: number, cpuMicros: number, wallOver: number, cpuOver: number];

function fileSamples(bucket: number, share: Share, into: WindowBuilder, weigh: Weigh): void {
  // For the app's frames and for the profiler's, by batch: the tree's node for each node of the batch, 0 while unknown.
  const known = [new Map<SampleBatch, Int32Array>(), new Map<SampleBatch, Int32Array>()] as const;
  share.indexes.forEach((index, i) => {
    const batch = share.batches[i] as SampleBatch;
    const [wallMicros, cpuMicros, wallOver, cpuOver] = weigh(i);
    const kind = batch.kind[index];
    const node = batch.node[index] as number;
    if (kind === Kind.gc) {
      into.addGc(bucket, wallMicros, cpuMicros, wallOver);
      return;
    }
    if (kind === Kind.program) {
      // Node's own work between callbacks belongs to no request, whichever ran last.
      const { tree } = into.destinationOf(Bucket.background);
      tree.add(tree.child(0, into.frameNumber(nativeFrame(programName))), 1, wallMicros, cpuMicros);
      return;
    }
    const own = batch.stacks.own[node] === 1;
    const place = into.destinationOf(own ? Bucket.profiler : bucket);
    const ofKind = known[own ? 1 : 0];
    let nodes = ofKind.get(batch);
    if (nodes === undefined) ofKind.set(batch, (nodes = new Int32Array(batch.stacks.parent.length)));
    place.tree.add(nodeFor(batch, node, place, nodes, into), 1, wallMicros, cpuMicros);
    if (bucket < 0 || own) return;
    if (wallOver > 0) into.addOver(bucket, wallMicros * wallOver, cpuMicros * cpuOver);
    const scope = batch.scope[index];
    if (batch.exact !== undefined || scope === undefined) return;
    const { weight, turn, filedMicros } = scope;
    into.addSpread(bucket, { weight, turn, filedMicros, cpuMicros, isExact: false });
    if (scope.weight > 1) scope.filedMicros += cpuMicros;
  });

  function nodeFor(
    batch: SampleBatch,
    node: number,
    place: { tree: { child(parent: number, frame: number): number }; top: number },
    nodes: Int32Array,
    into: WindowBuilder,
  ): number {
    if (node === 0) return place.top;
    let at = nodes[node] as number;
    if (at === 0) {
      const { parent, frame } = batch.stacks;
      const above = nodeFor(batch, parent[node] as number, place, nodes, into);
      at = place.tree.child(above, into.frameNumber(frame[node] as never));
      nodes[node] = at;
    }
    return at;
  }
}
