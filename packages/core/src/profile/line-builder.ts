import type { LineTable } from './line-table.ts';
import { indexOfMeasure, type Measure, measureOrder } from './measure.ts';

/** Lines have fewer digits. */
export const mostLine: number = 2 ** 31 - 1;
const lineNumbers = 2 ** 31;

/** A table of lines that is being filled. */
export class LineBuilder {
  /** By frame and line in one number, the place of the entry. */
  readonly #places = new Map<number, number>();
  readonly #measures: Measure[];
  readonly #self: number[][];
  readonly #total: number[][];
  /** The last stack that an entry was in: one that a stack has twice counts once. */
  readonly #lastStack: number[] = [];
  #stacks = 0;

  constructor(measures: readonly Measure[]) {
    this.#measures = [...measures];
    this.#self = measures.map(() => []);
    this.#total = measures.map(() => []);
  }

  get size(): number {
    return this.#places.size;
  }

  /** `lines` stand beside the frames of `stack`, innermost first; 0 where one is not known. */
  addStack(stack: readonly number[], lines: readonly number[], weights: readonly number[]): void {
    this.#stacks++;
    for (let depth = 0; depth < stack.length; depth++) {
      const line = lines[depth] as number;
      if (line === 0) continue;
      const place = this.#place(stack[depth] as number, line);
      if (depth === 0) increase(this.#self, place, weights);
      if (this.#lastStack[place] === this.#stacks) continue;
      this.#lastStack[place] = this.#stacks;
      increase(this.#total, place, weights);
    }
  }

  /** Adds what ended in a line, of which no calls are known. */
  addSelf(frame: number, line: number, weights: readonly number[]): void {
    const place = this.#place(frame, line);
    increase(this.#self, place, weights);
    increase(this.#total, place, weights);
  }

  /** Adds a whole table, whose frames are renumbered by `frames`. */
  merge({ frame, line, measures, self, total }: LineTable, frames: Int32Array): void {
    const columns = measures.map((measure) => this.#columnFor(measure));
    for (let at = 0; at < frame.length; at++) {
      const place = this.#place(frames[frame[at] as number] as number, line[at] as number);
      columns.forEach((column, i) => {
        addTo(this.#self[column] as number[], place, self[i]?.[at] as number);
        addTo(this.#total[column] as number[], place, total[i]?.[at] as number);
      });
    }
  }

  finish(): LineTable | undefined {
    if (this.size === 0) return undefined;
    const keys = Float64Array.from(this.#places.keys()).sort();
    const places = Int32Array.from(keys, (key) => this.#places.get(key) as number);
    const order = measureOrder(this.#measures);
    const sorted = (columns: readonly number[][]) =>
      order.map((column) => Float64Array.from(places, (place) => columns[column]?.[place] as number));
    return {
      frame: Int32Array.from(keys, (key) => Math.floor(key / lineNumbers)),
      line: Int32Array.from(keys, (key) => key % lineNumbers),
      measures: order.map((column) => this.#measures[column] as Measure),
      self: sorted(this.#self),
      total: sorted(this.#total),
    };
  }

  #place(frame: number, line: number): number {
    const key = frame * lineNumbers + line;
    let place = this.#places.get(key);
    if (place === undefined) {
      this.#places.set(key, (place = this.size));
      this.#lastStack.push(0);
      for (const column of [...this.#self, ...this.#total]) column.push(0);
    }
    return place;
  }

  #columnFor(measure: Measure): number {
    const known = indexOfMeasure(this.#measures, measure);
    if (known >= 0) return known;
    this.#self.push(new Array<number>(this.size).fill(0));
    this.#total.push(new Array<number>(this.size).fill(0));
    return this.#measures.push(measure) - 1;
  }
}

/** Tables as one, each with the way from its frames' numbers to the new ones; nothing where there are none, as nearly always. */
export function mergeLines(
  parts: readonly (readonly [{ readonly lines?: LineTable }, Int32Array])[],
): LineTable | undefined {
  if (parts.every(([{ lines }]) => lines === undefined)) return undefined;
  const builder = new LineBuilder([]);
  for (const [{ lines }, frames] of parts) if (lines !== undefined) builder.merge(lines, frames);
  return builder.finish();
}

function increase(columns: readonly number[][], place: number, weights: readonly number[]): void {
  for (let i = 0; i < columns.length; i++) addTo(columns[i] as number[], place, weights[i] as number);
}

function addTo(column: number[], place: number, value: number): void {
  column[place] = (column[place] as number) + value;
}
