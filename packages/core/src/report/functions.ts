import { type CallTree, totalsOf } from '../profile/call-tree.ts';

/** Weights of each function, by frame number, summed over trees. */
export interface FunctionSums {
  readonly selfSamples: Float64Array;
  readonly totalSamples: Float64Array;
  readonly selfWallMicros: Float64Array;
  readonly totalWallMicros: Float64Array;
  readonly selfCpuMicros: Float64Array;
  readonly totalCpuMicros: Float64Array;
}

/** Sums each function over the trees. A recursive function's total counts each moment once. */
export function sumFunctions(trees: readonly CallTree[], frameCount: number): FunctionSums {
  const make = () => new Float64Array(frameCount);
  const sums: FunctionSums = {
    selfSamples: make(),
    totalSamples: make(),
    selfWallMicros: make(),
    totalWallMicros: make(),
    selfCpuMicros: make(),
    totalCpuMicros: make(),
  };
  for (const tree of trees) {
    const outermost = outermostCalls(tree, frameCount);
    const totals = {
      samples: totalsOf(tree, tree.samples),
      wall: totalsOf(tree, tree.wallMicros),
      cpu: totalsOf(tree, tree.cpuMicros),
    };
    for (let node = 1; node < tree.parent.length; node++) {
      const frame = tree.frame[node] as number;
      increase(sums.selfSamples, frame, tree.samples[node]);
      increase(sums.selfWallMicros, frame, tree.wallMicros[node]);
      increase(sums.selfCpuMicros, frame, tree.cpuMicros[node]);
      if (outermost[node] === 0) continue;
      increase(sums.totalSamples, frame, totals.samples[node]);
      increase(sums.totalWallMicros, frame, totals.wall[node]);
      increase(sums.totalCpuMicros, frame, totals.cpu[node]);
    }
  }
  return sums;
}

/** 1 for nodes whose function is not already running further up the stack. Needs nodes in depth-first order. */
function outermostCalls({ parent, frame }: CallTree, frameCount: number): Uint8Array {
  const outermost = new Uint8Array(parent.length);
  const running = new Int32Array(frameCount);
  const stack: number[] = [0];
  for (let node = 1; node < parent.length; node++) {
    while (stack.at(-1) !== parent[node]) {
      const left = frame[stack.pop() as number] as number;
      running[left] = (running[left] as number) - 1;
    }
    const at = frame[node] as number;
    if (running[at] === 0) outermost[node] = 1;
    running[at] = (running[at] as number) + 1;
    stack.push(node);
  }
  return outermost;
}

/** A function on the other side of a call. */
export interface Call {
  /** -1 for the root: called by no function. */
  readonly frame: number;
  totalSamples: number;
  totalWallMicros: number;
  totalCpuMicros: number;
}

/** Who called each of `wanted`, or whom it called; each moment counts once for a pair of functions. */
export function sumCalls(
  trees: readonly CallTree[],
  wanted: ReadonlySet<number>,
  side: 'callers' | 'callees',
): ReadonlyMap<number, readonly Call[]> {
  const byFunction = new Map<number, Map<number, Call>>();
  for (const frame of wanted) byFunction.set(frame, new Map());
  for (const tree of trees) {
    const samples = totalsOf(tree, tree.samples);
    const wall = totalsOf(tree, tree.wallMicros);
    const cpu = totalsOf(tree, tree.cpuMicros);
    for (let node = 1; node < tree.parent.length; node++) {
      const callee = tree.frame[node] as number;
      const caller = tree.frame[tree.parent[node] as number] as number;
      const [key, other] = side === 'callers' ? [callee, caller] : [caller, callee];
      const calls = byFunction.get(key);
      if (calls === undefined || isNestedCall(tree, node)) continue;
      let call = calls.get(other);
      if (call === undefined) {
        call = { frame: other, totalSamples: 0, totalWallMicros: 0, totalCpuMicros: 0 };
        calls.set(other, call);
      }
      call.totalSamples += samples[node] as number;
      call.totalWallMicros += wall[node] as number;
      call.totalCpuMicros += cpu[node] as number;
    }
  }
  return new Map(
    [...byFunction].map(([frame, calls]) => [
      frame,
      [...calls.values()].sort(
        (a, b) => b.totalCpuMicros - a.totalCpuMicros || b.totalWallMicros - a.totalWallMicros,
      ),
    ]),
  );
}

/** Whether the same pair of caller and callee already stands further up this stack. */
function isNestedCall({ parent, frame }: CallTree, node: number): boolean {
  const callee = frame[node];
  const caller = frame[parent[node] as number];
  for (let at = parent[node] as number; at > 0; at = parent[at] as number) {
    if (frame[at] === callee && frame[parent[at] as number] === caller) return true;
  }
  return false;
}

function increase(sums: Float64Array, at: number, by: number | undefined): void {
  sums[at] = (sums[at] as number) + (by ?? 0);
}
