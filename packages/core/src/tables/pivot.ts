import type { Pivot } from '../presentation/model/rows.ts';
import type { DepthFirstTree } from '../profile/call-tree.ts';
import { sumCalls } from './calls.ts';
import { callRow, type FrameNames, functionRow } from './function-table.ts';
import { sumFunctions } from './functions.ts';
import { asOne, framesOf } from './one-function.ts';

/**
 * One function with its callers and callees. Throws a `QueryError` when the profile has no function of this id. Yields
 * between trees.
 */
export function* buildPivot(
  trees: readonly DepthFirstTree[],
  names: FrameNames,
  id: string,
): Generator<void, Pivot> {
  const { trees: having, frame } = yield* asOne(trees, framesOf(id, names.positions, 'function'));
  const sums = yield* sumFunctions(having, names.positions.length);
  const wanted = new Set([frame]);
  const callers = yield* sumCalls(having, wanted, 'callers');
  const callees = yield* sumCalls(having, wanted, 'callees');
  const rowsOf = (calls: typeof callers) => (calls.get(frame) ?? []).map((call) => callRow(call, names));
  return {
    function: functionRow(frame, sums, names),
    callers: rowsOf(callers),
    callees: rowsOf(callees),
  };
}
