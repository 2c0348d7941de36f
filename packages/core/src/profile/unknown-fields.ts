import { countRowKeys } from './unknown-keys.ts';
import type { RouteWindow, Window } from './window.ts';

/**
 * One window keeps its unknown fields, but for those of rows that became one; of several windows, only their number is
 * kept. `rows` are those of the merged window.
 */
export function mergeUnknown(
  windows: readonly Window[],
  rows: readonly RouteWindow[],
): Pick<Window, 'unknown' | 'droppedFields'> {
  const [only] = windows;
  if (only && windows.length === 1) {
    const lost = countRows(only.routes) - countRows(rows);
    const count = (only.unknown?.count ?? 0) - lost;
    const dropped = (only.droppedFields ?? 0) + lost;
    return {
      ...(only.unknown && count > 0 && { unknown: { ...only.unknown, count } }),
      ...(dropped > 0 && { droppedFields: dropped }),
    };
  }
  const dropped = windows.reduce(
    (sum, { unknown, droppedFields = 0 }) => sum + (unknown?.count ?? 0) + droppedFields,
    0,
  );
  return dropped === 0 ? {} : { droppedFields: dropped };
}

function countRows(rows: readonly RouteWindow[]): number {
  return rows.reduce((sum, { unknown }) => sum + countRowKeys(unknown), 0);
}
