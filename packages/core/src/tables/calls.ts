import { type CallTree, totalsOf, workColumns } from '../profile/call-tree.ts';

/** A function on the other side of a call. */
export interface Call {
  /** -1 for the root: called by no function. */
  readonly frame: number;
  totalSamples: number;
  totalWallMicros: number;
  totalCpuMicros: number;
}

export type Side = 'callers' | 'callees';

/** The callers or callees of each of `wanted`. Each moment counts once for a pair of functions. Yields between trees. */
export function* sumCalls(
  trees: readonly CallTree[],
  wanted: ReadonlySet<number>,
  side: Side,
): Generator<void, ReadonlyMap<number, readonly Call[]>> {
  const byFunction = new Map<number, Map<number, Call>>();
  for (const frame of wanted) byFunction.set(frame, new Map());
  for (const tree of trees) {
    addCalls(byFunction, tree, side);
    yield;
  }
  const sorted = new Map<number, readonly Call[]>();
  for (const [frame, calls] of byFunction) {
    sorted.set(frame, sortedCalls(calls));
    yield;
  }
  return sorted;
}

/** The same for one function of one tree, without yielding. */
export function callsOf(tree: CallTree, frame: number, side: Side): readonly Call[] {
  const calls = new Map<number, Call>();
  addCalls(new Map([[frame, calls]]), tree, side);
  return sortedCalls(calls);
}

function addCalls(byFunction: ReadonlyMap<number, Map<number, Call>>, tree: CallTree, side: Side): void {
  const own = workColumns(tree);
  const samples = totalsOf(tree, own.samples);
  const wall = totalsOf(tree, own.wallMicros);
  const cpu = totalsOf(tree, own.cpuMicros);
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

function sortedCalls(calls: ReadonlyMap<number, Call>): readonly Call[] {
  return [...calls.values()].sort(
    (a, b) => b.totalCpuMicros - a.totalCpuMicros || b.totalWallMicros - a.totalWallMicros,
  );
}

/** Whether the same pair of caller and callee is already further up this stack. */
function isNestedCall({ parent, frame }: CallTree, node: number): boolean {
  const callee = frame[node];
  const caller = frame[parent[node] as number];
  for (let at = parent[node] as number; at > 0; at = parent[at] as number) {
    if (frame[at] === callee && frame[parent[at] as number] === caller) return true;
  }
  return false;
}
