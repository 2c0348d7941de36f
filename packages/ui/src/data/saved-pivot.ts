import type { FlameGraph } from '../../../core/src/presentation/model/flame.ts';
import type { CallRow, FunctionRow, Pivot } from '../../../core/src/presentation/model/rows.ts';
import { workTree } from '../../../core/src/profile/call-tree.ts';
import { rootFrame } from '../../../core/src/sample/stack-tree.ts';
import { callsOf, type Side } from '../../../core/src/tables/calls.ts';
import { treeOf } from '../flame/call-tree.ts';

/** The caller of calls directly below the root or a route: no function. */
const nobody = -1;

/**
 * The callers and callees of a function among the calls of a flame graph; empty if the graph leaves the function out.
 */
export function pivotOf(flame: FlameGraph, row: FunctionRow): Pivot {
  const wanted = flame.frames.findIndex(({ id }) => id === row.id);
  if (wanted < 0) return { function: row, callers: [], callees: [] };
  const { parent, frame, ...columns } = treeOf(flame);
  const functions = frame.map((at) => (flame.frames[at]?.isRoute === true ? nobody : at));
  const tree = workTree({ parent, frame: functions }, columns);
  const rowsOf = (side: Side): CallRow[] =>
    callsOf(tree, wanted, side).map(({ frame: at, ...totals }) => {
      const { id, name, file, line } = flame.frames[at] ?? { ...rootFrame, id: '' };
      return { id, name, file, line, ...totals };
    });
  return { function: row, callers: rowsOf('callers'), callees: rowsOf('callees') };
}
