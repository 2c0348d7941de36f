import type { Held } from './held.ts';

/** How rows of one kind are added up. */
export interface RowKind<Row> {
  /** Rows with the same key become one. */
  keyOf(row: Row): string | number;
  plus(a: Row, b: Row): Row;
  /** About how much memory a row takes. */
  readonly bytes: number;
}

/** Rows, each with the sum of all that have its key. */
export class RowSums<Row> {
  readonly #kind: RowKind<Row>;
  readonly #held: Held;
  readonly #rows = new Map<string | number, Row>();

  constructor(kind: RowKind<Row>, held: Held) {
    this.#kind = kind;
    this.#held = held;
  }

  add(row: Row): void {
    const key = this.#kind.keyOf(row);
    const known = this.#rows.get(key);
    if (known === undefined) this.#held.bytes += this.#kind.bytes;
    this.#rows.set(key, known === undefined ? row : this.#kind.plus(known, row));
  }

  addAll(rows: readonly Row[]): void {
    for (const row of rows) this.add(row);
  }

  /** Ascending by key, texts by code units. */
  sorted(): Row[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

/**
 * The sum of two whole numbers. Past the last safe one it stays there, so that the sum is the same in any order, and a
 * file with it can be read.
 */
export function addWhole(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}

/** These numbers of two rows, added up. */
export function addNumbers<Key extends string>(
  a: Readonly<Record<Key, number>>,
  b: Readonly<Record<Key, number>>,
  keys: readonly Key[],
): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, addWhole(a[key], b[key])])) as Record<Key, number>;
}
