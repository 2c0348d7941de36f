import { monotonicNanos, performance } from '../clock.ts';
import { TreeFlattener } from './flatten.ts';
import { createFrameTable, Kind, kindOf, type StackTree } from './stack-tree.ts';
import { orderByTime } from './time-order.ts';

/** V8's profile as the inspector gives it. Times are V8's clock, in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly scriptId: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** A profile's samples in the order of time, and their stacks. */
export interface TimedStacks {
  readonly stacks: StackTree;
  readonly node: Int32Array;
  readonly kind: Uint8Array;
  /** By `performance.now()`, in microseconds. */
  readonly timeMicros: Float64Array;
}

/**
 * Reads profiles that ended at `endedMicros` of `performance.now()`, without samples from before `fromMicros`. A
 * function has the same frame in all of them.
 */
export function createProfileReader(): (
  profile: CpuProfile,
  endedMicros: number,
  fromMicros: number,
) => TimedStacks {
  const frames = createFrameTable();
  const monotonicOffsetMicros = measureOffset();

  return (profile, endedMicros, fromMicros) => {
    const tree = new TreeFlattener();
    const byId = new Map(profile.nodes.map((node) => [node.id, node]));
    const nodeOf = new Map<number, number>();
    const kindOfId = new Map<number, Kind>();
    const visit = (id: number, node: number, kind: Kind): void => {
      nodeOf.set(id, node);
      kindOfId.set(id, kind);
      for (const childId of byId.get(id)?.children ?? []) {
        const call = byId.get(childId)?.callFrame;
        if (call === undefined) continue;
        const { functionName, url } = call;
        // The inspector counts lines from 0, and gives -1 where there is none.
        const frame = frames.intern(
          Number(call.scriptId),
          functionName,
          url,
          call.lineNumber + 1,
          call.columnNumber + 1,
        );
        visit(childId, tree.add(node, frame), node === 0 ? kindOf(functionName, url) : kind);
      }
    };
    const root = profile.nodes[0];
    if (root !== undefined) visit(root.id, 0, Kind.script);

    const ids = profile.samples ?? [];
    const times = new Float64Array(ids.length);
    let time = profile.startTime - clockOffsetMicros(profile.endTime, endedMicros, monotonicOffsetMicros);
    for (let i = 0; i < ids.length; i++) {
      time += profile.timeDeltas?.[i] ?? 0;
      times[i] = time;
    }
    // Deltas can be negative: a sample may be recorded a moment after its successor.
    const order = orderByTime(times).filter((i) => (times[i] as number) >= fromMicros);
    const node = new Int32Array(order.length);
    const kind = new Uint8Array(order.length);
    const timeMicros = new Float64Array(order.length);
    for (let i = 0; i < order.length; i++) {
      const from = order[i] as number;
      const id = ids[from] as number;
      node[i] = nodeOf.get(id) ?? 0;
      kind[i] = kindOfId.get(id) ?? Kind.program;
      timeMicros[i] = times[from] as number;
    }
    return { stacks: tree.finish(), node, kind, timeMicros };
  };
}

/**
 * V8's clock is Node's on Linux (both CLOCK_MONOTONIC). Elsewhere the two may have started at different moments, and
 * the end of the profile shows how far they are apart.
 */
function clockOffsetMicros(
  profileEndMicros: number,
  endedMicros: number,
  monotonicOffsetMicros: number,
): number {
  const isSame = Math.abs(profileEndMicros - monotonicOffsetMicros - endedMicros) < 20_000;
  return isSame ? monotonicOffsetMicros : profileEndMicros - endedMicros;
}

/**
 * Microseconds to add to `performance.now()` for Node's monotonic clock. A thread that loses its core between the two
 * readings gets a difference that is too small, so the largest is right.
 */
function measureOffset(): number {
  let offset = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 20; i++) {
    const monotonic = Number(monotonicNanos() / 1000n);
    offset = Math.max(offset, monotonic - performance.now() * 1000);
  }
  return offset;
}
