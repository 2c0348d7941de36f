import { pairRoutes, renumber } from '../comparison/compared-routes.ts';
import { matchFunctions, type NamedFrames } from '../comparison/match-functions.ts';
import type { FlameBase } from '../presentation/model/flame.ts';
import { routeName } from '../presentation/names.ts';
import {
  type CallTree,
  type DepthFirstTree,
  type Weight,
  weightOf,
  workColumns,
  workTree,
} from '../profile/call-tree.ts';
import {
  type ProjectedWeights,
  type ProjectOptions,
  projectTrees,
  type ScaledTree,
} from '../profile/project.ts';
import { backgroundName, profilerName, type Window } from '../profile/window.ts';
import type { ReportQuery } from '../query/query.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { chooseWork, gcOf, isNamed } from '../selection/chosen-work.ts';
import { turnFrames, withoutTurns } from '../tables/turn-frames.ts';
import { hasLevels, hasWeight } from './flame-levels.ts';

/** Two profiles' trees under one numbering of their functions. */
export interface ComparedTrees {
  /** One for each function, the later profile's where it has one. */
  readonly frames: readonly Frame[];
  readonly head: readonly DepthFirstTree[];
  /** Scaled to the requests of the later profile, so that the trees of both weigh the same where nothing changed. */
  readonly base: readonly ScaledTree[];
  /** The trees of the base with their times scaled: the structure for both sides is made from these and `head`. */
  readonly weighed: readonly DepthFirstTree[];
  /** The route of each tree of `head`, then of each of `base`; undefined if routes are not a level of the graph. */
  readonly levels: readonly string[] | undefined;
  readonly baseGc: Weight;
  readonly leftOut: FlameBase['leftOut'];
}

export interface ComparedWindow extends NamedFrames {
  readonly window: Window;
}

/**
 * The trees of a route, or of the whole app (`''`), in two profiles. Leaves out the frames that start a turn, unless all
 * are asked for or the graph begins at a function. Yields between trees.
 */
export function* compareTrees(
  base: ComparedWindow,
  head: ComparedWindow,
  query: Pick<ReportQuery, 'route' | 'root' | 'fold'>,
): Generator<void, ComparedTrees> {
  const { route, root, fold } = query;
  const { functions, ofBase, ofHead } = yield* matchFunctions(base, head);
  const frames = functions.map(({ frame }) => frame);
  const turns = turnFrames(frames);
  const comparable = (tree: CallTree, numbers: Int32Array): DepthFirstTree => {
    const same = renumber(tree, numbers);
    return root === '' && fold ? withoutTurns(same, turns) : same;
  };
  const trees: { head: DepthFirstTree[]; base: ScaledTree[]; weighed: DepthFirstTree[] } = {
    head: [],
    base: [],
    weighed: [],
  };
  const levels: { head: string[]; base: string[] } = { head: [], base: [] };
  const leftOut = { requests: 0, cpuMicros: 0, samples: 0 };
  function* add(
    name: string,
    before: CallTree | undefined,
    after: CallTree | undefined,
    scale: number,
  ): Generator<void> {
    if (after !== undefined && hasWeight(after)) {
      trees.head.push(comparable(after, ofHead));
      levels.head.push(name);
    }
    yield;
    if (before === undefined || scale === 0 || !hasWeight(before)) return;
    levels.base.push(name);
    const tree = comparable(before, ofBase);
    yield;
    trees.base.push({ tree, scale });
    const own = workColumns(tree);
    const scaled = workTree(tree, { ...own, wallMicros: own.wallMicros.map((wall) => scale * wall) });
    // Still depth-first: scaling keeps the order of the nodes.
    trees.weighed.push(scaled as DepthFirstTree);
    yield;
  }
  const time = ratio(head.window.elapsedMicros, base.window.elapsedMicros);
  const isRoute = route !== backgroundName && route !== profilerName;
  for (const pair of isRoute ? pairRoutes(base.window, head.window) : []) {
    if (route !== '' && !isNamed(pair, route)) continue;
    const [before, after] = [pair.base?.requests ?? 0, pair.head?.requests ?? 0];
    // A stream that is open in both has no requests that ended.
    const scale = before === 0 && after === 0 ? time : ratio(after, before);
    if (pair.base !== undefined && scale === 0) {
      const { cpuMicros, samples } = weightOf(pair.base.tree);
      leftOut.requests += before;
      leftOut.cpuMicros += cpuMicros;
      leftOut.samples += samples;
    }
    yield* add(routeName(pair), pair.base?.tree, pair.head?.tree, scale);
  }
  if (route === '' || route === backgroundName)
    yield* add(backgroundName, base.window.runtime.background, head.window.runtime.background, time);
  if (route === profilerName)
    yield* add(profilerName, base.window.runtime.profiler, head.window.runtime.profiler, time);
  return {
    frames,
    ...trees,
    levels: hasLevels(query, head.window) ? [...levels.head, ...levels.base] : undefined,
    baseGc: gcPerRequest(base.window, head.window, route, time),
    leftOut,
  };
}

/** Garbage collection belongs to no function, but is scaled by requests, too. */
function gcPerRequest(base: Window, head: Window, route: string, time: number): Weight {
  const [before, after] = [chooseWork(base, route), chooseWork(head, route)];
  const requests = ratio(requestsOf(after), requestsOf(before)) || time;
  const { samples, cpuMicros, wallMicros } = gcOf(base, route, before);
  return { samples, cpuMicros: requests * cpuMicros, wallMicros: requests * wallMicros };
}

function requestsOf({ routes }: Pick<Window, 'routes'>): number {
  return routes.reduce((sum, { requests }) => sum + requests, 0);
}

export interface SideOptions extends ProjectOptions {
  readonly gcFrame: number;
}

/** The weights of one side on the nodes of a structure for both. */
export function* projectSide(
  structure: CallTree,
  trees: readonly ScaledTree[],
  gc: Weight,
  options: SideOptions,
): Generator<void, ProjectedWeights> {
  const weights = yield* projectTrees(structure, trees, options);
  if (options.from !== undefined) return weights;
  const at = structure.frame.findIndex(
    (frame, node) => frame === options.gcFrame && structure.parent[node] === 0,
  );
  if (at < 0) return weights;
  for (const name of ['samples', 'wallMicros', 'cpuMicros'] as const)
    weights[name][at] = (weights[name][at] as number) + gc[name];
  return weights;
}

/** The weights of the base on the nodes of a structure, as the report has them. */
export function* projectBase(
  structure: CallTree,
  { base, baseGc, leftOut }: ComparedTrees,
  options: SideOptions,
): Generator<void, FlameBase> {
  const { cpuMicros, wallMicros, samples } = yield* projectSide(structure, base, baseGc, options);
  return {
    cpuMicros: wholeNumbers(cpuMicros),
    wallMicros: wholeNumbers(wallMicros),
    samples: [...samples],
    leftOut,
  };
}

/**
 * Rounds so that the sum of any consecutive numbers is right within 1, by carrying each remainder to the next. Nodes are
 * in depth-first order, so this holds for a node with all nodes below it.
 */
export function wholeNumbers(values: Float64Array): number[] {
  let sum = 0;
  let rounded = 0;
  return Array.from(values, (value) => {
    sum += value;
    const before = rounded;
    rounded = Math.round(sum);
    return rounded - before;
  });
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
