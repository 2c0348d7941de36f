import { setImmediate, setTimeout } from 'node:timers/promises';

const PAGE_DELAY_MILLIS = 4;
const WRITE_DELAY_MILLIS = 3;

/** One table of the in-memory database: each answer comes a little later, as from a real one. */
export class Table<Row extends { readonly id: string }> {
  readonly #rows: Map<string, Row>;
  readonly #first: ReadonlySet<string>;
  readonly #maxRows: number;

  /**
   * Beyond `maxRows` the oldest row goes, as a demo may run all night; but not those that it opens with, which visitors
   * ask for.
   */
  constructor(rows: readonly Row[], maxRows: number) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    this.#first = new Set(this.#rows.keys());
    this.#maxRows = maxRows;
  }

  async find(id: string): Promise<Row | undefined> {
    await setImmediate();
    return this.#rows.get(id);
  }

  async page(offset: number, limit: number, accept: (row: Row) => boolean = () => true): Promise<Row[]> {
    await setTimeout(PAGE_DELAY_MILLIS);
    return [...this.#rows.values()].filter(accept).slice(offset, offset + limit);
  }

  async all(): Promise<Row[]> {
    await setTimeout(PAGE_DELAY_MILLIS);
    return [...this.#rows.values()];
  }

  async put(row: Row): Promise<Row> {
    await setTimeout(WRITE_DELAY_MILLIS);
    this.#rows.set(row.id, row);
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= this.#maxRows) break;
      if (!this.#first.has(oldest)) this.#rows.delete(oldest);
    }
    return row;
  }
}
