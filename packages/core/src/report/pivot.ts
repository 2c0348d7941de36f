import type { CallTree } from '../profile/call-tree.ts';
import { callRow, type FrameNames, functionRow } from './function-table.ts';
import { sumCalls, sumFunctions } from './functions.ts';
import type { Pivot } from './model.ts';
import { asOne, framesOf } from './one-function.ts';

/** One function with its callers and callees. Throws a `QueryError` when the profile has no function of this id. */
export function buildPivot(trees: readonly CallTree[], names: FrameNames, id: string): Pivot {
  const { trees: unified, frame } = asOne(trees, framesOf(id, names.positions, 'function'));
  const sums = sumFunctions(unified, names.positions.length);
  const calls = (side: 'callers' | 'callees') =>
    (sumCalls(unified, new Set([frame]), side).get(frame) ?? []).map((call) => callRow(call, names));
  return {
    function: functionRow(frame, sums, names),
    callers: calls('callers'),
    callees: calls('callees'),
  };
}
