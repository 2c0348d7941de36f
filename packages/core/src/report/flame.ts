import type { FlameGraph } from '../presentation/model/flame.ts';
import type { FrameRow } from '../presentation/model/frame-row.ts';
import { type CallTree, canonicalTree, type DepthFirstTree, type Weight } from '../profile/call-tree.ts';
import { mergeHeaviest } from '../profile/merge-heaviest.ts';
import { gcName, prunedName } from '../profile/window.ts';
import { searchText } from '../query/search-text.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { Filter } from './filter.ts';
import { baseUpon, type ComparedTrees, layUpon } from './flame-base.ts';
import { describeFrame } from './frame-row.ts';
import type { FrameNames } from './function-table.ts';
import { framesOf } from './one-function.ts';

/** After so many functions a caller may let the event loop have a turn. */
const rowsAtOnce = 200;

export interface FlameInput {
  readonly trees: readonly DepthFirstTree[];
  /** Shown beside the outermost calls; part of no tree. */
  readonly gc: Weight;
  readonly names: FrameNames;
  /** The id of a function to begin with; `''` for whole stacks. */
  readonly root: string;
  readonly maxNodes: number;
  readonly filter: Filter | undefined;
  /** The same in two profiles, in the place of `trees`, with its own names of functions. */
  readonly compared?: ComparedTrees | undefined;
}

/**
 * Adds trees up to one flame graph of at most `maxNodes` nodes. Throws a `QueryError` for an unknown `root`. Yields, so
 * that a caller can let the event loop have a turn.
 */
export function* buildFlame(input: FlameInput): Generator<void, FlameGraph> {
  const { gc, maxNodes, filter, compared } = input;
  const names = compared === undefined ? input.names : { ...input.names, positions: compared.frames };
  const frames = [...names.positions];
  const numberOf = (name: string): number => {
    const known = frames.findIndex((frame) => frame.name === name && frame.file === '');
    return known >= 0 ? known : frames.push({ name, file: '', line: 0, column: 0 }) - 1;
  };
  const prunedFrame = numberOf(prunedName);
  const gcFrame = numberOf(gcName);
  const same = Int32Array.from(frames.keys());
  const start =
    input.root === '' ? { frames: same } : unified(same, framesOf(input.root, names.positions, 'root'));
  const trees = compared === undefined ? input.trees : [...compared.head, ...compared.weighed];
  const hasGc = gc.wallMicros > 0 || (compared?.baseGc.wallMicros ?? 0) > 0;
  const { tree, prunedNodes } = yield* mergeHeaviest(trees, {
    ...start,
    // One node is for the garbage collection, which is no call and is never pruned.
    maxNodes: maxNodes - 1,
    prunedFrame,
    beside: input.root === '' && hasGc ? { frame: gcFrame, weight: gc } : undefined,
  });
  yield;
  const canonical = canonicalTree(tree);
  yield;
  if (compared === undefined)
    return yield* toGraph(canonical, prunedFrame, prunedNodes, frames, names, filter);
  const options = { ...start, prunedFrame, gcFrame };
  const own = compared.head.map((one) => ({ tree: one, scale: 1 }));
  const head = { ...canonical, ...(yield* layUpon(canonical, own, gc, options)) };
  const graph = yield* toGraph(head, prunedFrame, prunedNodes, frames, names, filter);
  return { ...graph, base: yield* baseUpon(canonical, compared, options) };
}

/** All of `wanted` under the number of one of them, from which the graph begins. */
function unified(
  same: Int32Array,
  wanted: ReadonlySet<number>,
): { readonly frames: Int32Array; readonly from: number } {
  const [from = -1] = wanted;
  return { frames: same.map((frame) => (wanted.has(frame) ? from : frame)), from };
}

function* toGraph(
  tree: CallTree,
  prunedFrame: number,
  prunedNodes: number,
  frames: readonly Frame[],
  { appFolder, full }: FrameNames,
  filter: Filter | undefined,
): Generator<void, FlameGraph> {
  const numbers = new Map<number, number>();
  const pruned = { nodes: prunedNodes, cpuMicros: 0, samples: 0 };
  const frame = Array.from(tree.frame, (at, node) => {
    if (node === 0) return -1;
    if (at === prunedFrame) {
      pruned.cpuMicros += tree.cpuMicros[node] as number;
      pruned.samples += tree.samples[node] as number;
    }
    let number = numbers.get(at);
    if (number === undefined) numbers.set(at, (number = numbers.size));
    return number;
  });
  const rows: FrameRow[] = [];
  for (const at of numbers.keys()) {
    rows.push(describeFrame(frames[at] as Frame, appFolder, full));
    if (rows.length % rowsAtOnce === 0) yield;
  }
  const matches = (number: number): boolean => filter?.(searchText(rows[number] as FrameRow)) === true;
  return {
    parent: [...tree.parent],
    frame,
    samples: [...tree.samples],
    cpuMicros: [...tree.cpuMicros],
    wallMicros: [...tree.wallMicros],
    frames: rows,
    pruned,
    ...(filter === undefined ? {} : { matched: [...rows.keys()].filter(matches) }),
  };
}
