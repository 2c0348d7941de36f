/**
 * Fields of a later version that this one does not know. A copy of one window keeps them as they are. Their meaning is
 * unknown, so they cannot be added up: a merge drops them and counts how many.
 */
export interface UnknownFields {
  /** Whole fields of the file, one after another. */
  readonly fields: Uint8Array;
  /** Keys of our own fields that hold JSON. */
  readonly head: UnknownKeys;
  readonly statistics: UnknownKeys;
  /** Keys within what these hold, by the names that `insideNames` gives. */
  readonly inside: Readonly<Record<string, UnknownKeys>>;
  /** How many there are, those of rows included. */
  readonly count: number;
}

/** A row's unknown keys: those beside its own, and as `latency` and `traces` those within these. */
export function countRowKeys({ latency, traces, ...beside }: UnknownKeys = {}): number {
  return [beside, latency, traces].reduce((sum: number, keys) => sum + Object.keys(keys ?? {}).length, 0);
}

export type UnknownKeys = Readonly<Record<string, unknown>>;
