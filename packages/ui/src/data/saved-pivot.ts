import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { CallRow, FunctionRow, Pivot } from '../../../core/src/presentation/model/rows.ts';
import { rootFrame } from '../../../core/src/sample/stack-tree.ts';
import { totalsOf } from '../flame/call-tree.ts';

/** What no function called: the root, and routes. */
const nobody = -1;

/** The callers and callees of a function, of the calls that a flame graph has. */
export function pivotOf(flame: FlameGraph, row: FunctionRow): Pivot {
  const wanted = flame.frames.findIndex(({ id }) => id === row.id);
  const functions = flame.frame.map((frame) =>
    flame.frames[frame] === undefined || flame.frames[frame]?.isRoute === true ? nobody : frame,
  );
  const tree = { parent: Int32Array.from(flame.parent) };
  const totals = {
    totalSamples: totalsOf(tree, Float64Array.from(flame.samples)),
    totalCpuMicros: totalsOf(tree, Float64Array.from(flame.cpuMicros)),
    totalWallMicros: totalsOf(tree, Float64Array.from(flame.wallMicros)),
  };
  const callerOf = (node: number): number => functions[flame.parent[node] as number] as number;
  /** Whether the same call of the same function is going on: a moment counts once. */
  const isNested = (node: number): boolean => {
    for (let at = flame.parent[node] as number; at > 0; at = flame.parent[at] as number)
      if (functions[at] === functions[node] && callerOf(at) === callerOf(node)) return true;
    return false;
  };
  const gather = (side: 'callers' | 'callees'): CallRow[] => {
    const sums = new Map<number, Record<keyof typeof totals, number>>();
    for (let node = 1; node < functions.length; node++) {
      const [callee, caller] = [functions[node] as number, callerOf(node)];
      const [own, other] = side === 'callers' ? [callee, caller] : [caller, callee];
      if (own !== wanted || isNested(node)) continue;
      const sum = sums.get(other) ?? { totalSamples: 0, totalCpuMicros: 0, totalWallMicros: 0 };
      sums.set(other, sum);
      for (const name of Object.keys(totals) as (keyof typeof totals)[])
        sum[name] += totals[name][node] as number;
    }
    const rows = Array.from(sums, ([frame, sum]): CallRow => {
      const { id, name, file, line } = flame.frames[frame] ?? { ...rootFrame, id: '' };
      return { id, name, file, line, ...sum };
    });
    return rows.sort((a, b) => b.totalCpuMicros - a.totalCpuMicros || b.totalWallMicros - a.totalWallMicros);
  };
  return { function: row, callers: gather('callers'), callees: gather('callees') };
}
