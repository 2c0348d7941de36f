import { type DepthFirstTree, workColumns } from '../profile/call-tree.ts';

/** Weights of each function, by frame number, summed over trees. */
export interface FunctionSums {
  readonly selfSamples: Float64Array;
  readonly totalSamples: Float64Array;
  readonly selfWallMicros: Float64Array;
  readonly totalWallMicros: Float64Array;
  readonly selfCpuMicros: Float64Array;
  readonly totalCpuMicros: Float64Array;
}

/** The stack of the current node, with the running sums as they were before each call on it. */
interface Stack {
  readonly node: Int32Array;
  readonly samplesBefore: Float64Array;
  readonly wallBefore: Float64Array;
  readonly cpuBefore: Float64Array;
  /** How often each function is on the stack; 0 between trees. */
  readonly running: Uint32Array;
}

/** Sums each function over the trees. A recursive function's total counts each moment once. Yields between trees. */
export function* sumFunctions(
  trees: readonly DepthFirstTree[],
  frameCount: number,
): Generator<void, FunctionSums> {
  const make = () => new Float64Array(frameCount);
  const sums: FunctionSums = {
    selfSamples: make(),
    totalSamples: make(),
    selfWallMicros: make(),
    totalWallMicros: make(),
    selfCpuMicros: make(),
    totalCpuMicros: make(),
  };
  const deepest = trees.reduce((most, { parent }) => Math.max(most, parent.length), 1);
  const stack: Stack = {
    node: new Int32Array(deepest),
    samplesBefore: new Float64Array(deepest),
    wallBefore: new Float64Array(deepest),
    cpuBefore: new Float64Array(deepest),
    running: new Uint32Array(frameCount),
  };
  for (const tree of trees) {
    addFunctions(sums, tree, stack);
    yield;
  }
  return sums;
}

/**
 * In depth-first order, a node is followed by all nodes below it, so its total is the difference between two running
 * sums.
 */
function addFunctions(sums: FunctionSums, tree: DepthFirstTree, stack: Stack): void {
  const { parent, frame } = tree;
  const own = workColumns(tree);
  const { samplesBefore, wallBefore, cpuBefore, running } = stack;
  const count = parent.length;
  let depth = 0;
  let samples = 0;
  let wallMicros = 0;
  let cpuMicros = 0;
  for (let node = 1; node <= count; node++) {
    const above = node < count ? (parent[node] as number) : 0;
    while (stack.node[depth] !== above) {
      const left = frame[stack.node[depth] as number] as number;
      const still = (running[left] as number) - 1;
      running[left] = still;
      if (still === 0) {
        increase(sums.totalSamples, left, samples - (samplesBefore[depth] as number));
        increase(sums.totalWallMicros, left, wallMicros - (wallBefore[depth] as number));
        increase(sums.totalCpuMicros, left, cpuMicros - (cpuBefore[depth] as number));
      }
      depth--;
    }
    if (node === count) break;
    depth++;
    const at = frame[node] as number;
    running[at] = (running[at] as number) + 1;
    stack.node[depth] = node;
    samplesBefore[depth] = samples;
    wallBefore[depth] = wallMicros;
    cpuBefore[depth] = cpuMicros;
    samples += own.samples[node] as number;
    wallMicros += own.wallMicros[node] as number;
    cpuMicros += own.cpuMicros[node] as number;
    increase(sums.selfSamples, at, own.samples[node] as number);
    increase(sums.selfWallMicros, at, own.wallMicros[node] as number);
    increase(sums.selfCpuMicros, at, own.cpuMicros[node] as number);
  }
}

function increase(sums: Float64Array, at: number, by: number): void {
  sums[at] = (sums[at] as number) + by;
}
