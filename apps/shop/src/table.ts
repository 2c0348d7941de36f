import { setImmediate, setTimeout } from 'node:timers/promises';

const PAGE_DELAY_MILLIS = 4;
const WRITE_DELAY_MILLIS = 3;

/** One table of the in-memory database. Each answer is asynchronous, as from a real one. */
export class Table<Row extends { readonly id: string }> {
  readonly #rows: Map<string, Row>;
  readonly #first: ReadonlySet<string>;
  readonly #maxRows: number;

  /**
   * Above `maxRows` the oldest row is deleted, because a demo may run all night. The initial rows stay, because
   * visitors request them.
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
