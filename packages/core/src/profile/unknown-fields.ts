import type { Window } from './window.ts';

/** One window keeps its unknown fields; of several, only their number is kept. */
export function mergeUnknown(windows: readonly Window[]): Pick<Window, 'unknown' | 'droppedFields'> {
  const [only] = windows;
  if (only && windows.length === 1) {
    const { unknown, droppedFields } = only;
    return { ...(unknown && { unknown }), ...(droppedFields && { droppedFields }) };
  }
  const dropped = windows.reduce(
    (sum, { unknown, droppedFields = 0 }) => sum + (unknown?.count ?? 0) + droppedFields,
    0,
  );
  return dropped === 0 ? {} : { droppedFields: dropped };
}
