import type { FlameFrame, FlameGraph } from '../presentation/model/flame.ts';
import {
  type CallTree,
  type DepthFirstTree,
  type Weight,
  type WorkColumns,
  workColumns,
} from '../profile/call-tree.ts';
import { canonicalTree } from '../profile/canonical-tree.ts';
import { mergeHeaviest } from '../profile/merge-heaviest.ts';
import { gcName, prunedName } from '../profile/window.ts';
import { searchText } from '../query/search-text.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { Filter } from '../selection/filter.ts';
import { frameworkOf } from '../source-code/framework-of.ts';
import { describeFrame } from '../tables/frame-row.ts';
import type { FrameNames } from '../tables/function-table.ts';
import { framesOf } from '../tables/one-function.ts';
import { type ComparedTrees, projectBase, projectSide } from './flame-base.ts';

/** It yields after this many functions. */
const rowsAtOnce = 200;

export interface FlameInput {
  readonly trees: readonly DepthFirstTree[];
  /** For each tree, the route that its calls are below; absent if routes are not a level of the graph. */
  readonly levels?: readonly string[] | undefined;
  /** Shown beside the outermost calls; part of no tree. */
  readonly gc: Weight;
  readonly names: FrameNames;
  /** The id of a function to begin with; `''` for whole stacks. */
  readonly root: string;
  readonly maxNodes: number;
  readonly filter: Filter | undefined;
  /** The trees of two profiles to show instead of `trees`, with their own functions. */
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
  const levels = compared === undefined ? input.levels : compared.levels;
  const firstRoute = frames.length;
  const { tops, names: routes } = topsOf(levels, firstRoute);
  frames.push(...routes.map((name) => ({ name, file: '', line: 0, column: 0 })));
  // Last of all, so that the calls are consecutive: rounding keeps the sums of consecutive nodes right.
  const gcFrame = numberOf(gcName);
  const same = Int32Array.from(frames.keys());
  const start =
    input.root === '' ? { frames: same } : unified(same, framesOf(input.root, names.positions, 'root'));
  const trees = compared === undefined ? input.trees : [...compared.head, ...compared.weighed];
  const hasGc = gc.wallMicros > 0 || (compared?.baseGc.wallMicros ?? 0) > 0;
  const { tree, prunedNodes } = yield* mergeHeaviest(trees, {
    ...start,
    tops,
    // One node is for garbage collection, which is not a call and is never pruned.
    maxNodes: maxNodes - 1,
    prunedFrame,
    beside: input.root === '' && hasGc ? { frame: gcFrame, weight: gc } : undefined,
  });
  yield;
  const canonical = canonicalTree(tree);
  yield;
  const isRoute = (at: number): boolean => at >= firstRoute && at < firstRoute + routes.length;
  const drawn = { frames, prunedFrame, prunedNodes, isRoute, names, filter };
  if (compared === undefined) return yield* toGraph(canonical, workColumns(canonical), drawn);
  const options = { ...start, prunedFrame, gcFrame };
  const own = compared.head.map((one) => ({ tree: one, scale: 1 }));
  const headTops = tops?.subarray(0, own.length);
  const head = yield* projectSide(canonical, own, gc, { ...options, tops: headTops });
  const graph = yield* toGraph(canonical, head, drawn);
  const baseTops = tops?.subarray(own.length);
  return { ...graph, base: yield* projectBase(canonical, compared, { ...options, tops: baseTops }) };
}

/** A frame for each name, numbered from `first` on, and for each tree the one that it is below. */
function topsOf(
  levels: readonly string[] | undefined,
  first: number,
): { readonly tops: Int32Array | undefined; readonly names: readonly string[] } {
  if (levels === undefined) return { tops: undefined, names: [] };
  const numbers = new Map([...new Set(levels)].map((name, i) => [name, first + i]));
  return { tops: Int32Array.from(levels, (name) => numbers.get(name) as number), names: [...numbers.keys()] };
}

/** Gives all of `wanted` the number of one of them, from which the graph begins. */
function unified(
  same: Int32Array,
  wanted: ReadonlySet<number>,
): { readonly frames: Int32Array; readonly from: number } {
  const [from = -1] = wanted;
  return { frames: same.map((frame) => (wanted.has(frame) ? from : frame)), from };
}

interface Drawn extends Pick<FlameInput, 'names' | 'filter'> {
  readonly frames: readonly Frame[];
  readonly prunedFrame: number;
  readonly prunedNodes: number;
  readonly isRoute: (frame: number) => boolean;
}

function* toGraph(
  tree: CallTree,
  { samples, cpuMicros, wallMicros }: WorkColumns,
  { frames, prunedFrame, prunedNodes, isRoute, names, filter }: Drawn,
): Generator<void, FlameGraph> {
  const numbers = new Map<number, number>();
  const pruned = { nodes: prunedNodes, cpuMicros: 0, samples: 0 };
  const frame = Array.from(tree.frame, (at, node) => {
    if (node === 0) return -1;
    if (at === prunedFrame) {
      pruned.cpuMicros += cpuMicros[node] as number;
      pruned.samples += samples[node] as number;
    }
    let number = numbers.get(at);
    if (number === undefined) numbers.set(at, (number = numbers.size));
    return number;
  });
  const rows: FlameFrame[] = [];
  for (const at of numbers.keys()) {
    const one = frames[at] as Frame;
    rows.push(isRoute(at) ? routeFrame(one) : functionFrame(one, names));
    if (rows.length % rowsAtOnce === 0) yield;
  }
  const matches = (number: number): boolean => {
    const row = rows[number] as FlameFrame;
    return row.isRoute !== true && filter?.(searchText(row)) === true;
  };
  return {
    parent: [...tree.parent],
    frame,
    samples: [...samples],
    cpuMicros: [...cpuMicros],
    wallMicros: [...wallMicros],
    frames: rows,
    pruned,
    ...(filter === undefined ? {} : { matched: [...rows.keys()].filter(matches) }),
  };
}

function functionFrame(frame: Frame, { appFolder, full }: FrameNames): FlameFrame {
  const framework = frameworkOf(frame);
  const row = describeFrame(frame, appFolder, full);
  return framework === undefined ? row : { ...row, framework };
}

/** Its id cannot be that of a function, because those end in a line number. */
function routeFrame({ name }: Frame): FlameFrame {
  return {
    id: `(route) ${name}`,
    name,
    file: '',
    line: 0,
    column: 0,
    origin: 'app',
    isRoute: true,
  };
}
