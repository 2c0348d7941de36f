import { type CallTree, type DepthFirstTree, workColumns } from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { TreeBuilder } from '../profile/tree-builder.ts';
import type { Frame } from '../sample/stack-tree.ts';

/** Node's own functions that start a turn of JavaScript, by file. Callbacks run below whichever of them comes first. */
const starters: Readonly<Record<string, readonly string[]>> = {
  '': ['runMicrotasks'],
  'node:internal/async_hooks': ['callbackTrampoline'],
  'node:internal/process/task_queues': ['processTicksAndRejections', 'runMicrotask', 'runNextTicks'],
  'node:internal/timers': ['listOnTimeout', 'processImmediate', 'processTimers'],
};

/** The numbers of frames that start a turn. */
export function turnFrames(frames: readonly Frame[]): ReadonlySet<number> {
  const isStarter = ({ name, file }: Frame): boolean =>
    Object.hasOwn(starters, file) && starters[file]?.includes(name) === true;
  return new Set(frames.flatMap((frame, number) => (isStarter(frame) ? [number] : [])));
}

/**
 * A tree without the frames that start a turn, so that a callback is one call, whether a timer, a tick or a microtask
 * came first: that differs from run to run. A stack that ends in such a frame keeps it, so no weight is lost. Reports
 * and comparisons use such trees; stored windows and exports keep all frames.
 */
export function withoutTurns(tree: CallTree, turns: ReadonlySet<number>): DepthFirstTree {
  const { parent, frame } = tree;
  const { samples, wallMicros, cpuMicros } = workColumns(tree);
  const builder = new TreeBuilder(Number.POSITIVE_INFINITY, () => -1);
  const place = new Int32Array(parent.length);
  /** Whether a node, and all above it, start a turn. */
  const isLeft = new Uint8Array(parent.length);
  isLeft[0] = 1;
  for (let node = 0; node < parent.length; node++) {
    const [own, wall, cpu] = [samples[node], wallMicros[node], cpuMicros[node]] as [number, number, number];
    if (node > 0) {
      const above = parent[node] as number;
      const number = frame[node] as number;
      if (isLeft[above] === 1 && turns.has(number)) isLeft[node] = 1;
      if (isLeft[node] === 1 && own === 0 && wall === 0 && cpu === 0) continue;
      place[node] = builder.child(isLeft[above] === 1 ? 0 : (place[above] as number), number);
    }
    builder.add(place[node] as number, own, wall, cpu);
  }
  return canonicalTree(builder.finish());
}

/** Trees of closed windows never change, so the next report can reuse the results. */
const known = new WeakMap<DepthFirstTree, DepthFirstTree>();

/** Trees of one window without the frames that start a turn. Yields between trees. */
export function* stripTurns(
  trees: readonly DepthFirstTree[],
  frames: readonly Frame[],
): Generator<void, readonly DepthFirstTree[]> {
  const turns = turnFrames(frames);
  const stripped: DepthFirstTree[] = [];
  for (const tree of trees) {
    let made = known.get(tree);
    if (made === undefined) {
      made = tree.frame.some((frame) => turns.has(frame)) ? withoutTurns(tree, turns) : tree;
      known.set(tree, made);
    }
    stripped.push(made);
    yield;
  }
  return stripped;
}
