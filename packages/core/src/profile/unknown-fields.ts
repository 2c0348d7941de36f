import type { Window } from './window.ts';

/**
 * Fields of a later version that this one does not know: one window that is copied keeps them as they are. What they mean
 * is unknown, so they cannot be added up: a merge drops them and counts how many.
 */
export interface UnknownFields {
  /** Whole fields of the file, one after another. */
  readonly fields: Uint8Array;
  /** Keys of our own fields that hold JSON. */
  readonly head: UnknownKeys;
  readonly statistics: UnknownKeys;
  /** How many there are, those of rows included. */
  readonly count: number;
}

export type UnknownKeys = Readonly<Record<string, unknown>>;

/** What is known of them after windows were merged. */
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
