import { isSameMeasure, type Measure } from './measure.ts';

/**
 * What single lines of functions have, as some files of other tools tell it: flat arrays with an entry for each line,
 * sorted by frame and line. Neither engine tells lines, so what is measured here has none.
 */
export interface LineTable {
  /** An index into the window's frames. */
  readonly frame: Int32Array;
  /** From 1. */
  readonly line: Int32Array;
  readonly measures: readonly Measure[];
  /** Beside `measures`: what ended in the line. */
  readonly self: readonly Float64Array[];
  /** With what was called from the line, each moment once; as `self` where the file does not tell from where calls were made. */
  readonly total: readonly Float64Array[];
}

/** The table with other numbers for its frames, which must grow with the old ones. */
export function renumberedLines(table: LineTable, numbers: Int32Array): LineTable {
  return { ...table, frame: table.frame.map((at) => numbers[at] as number) };
}

/** The lines of some of the frames. */
export function linesOf(table: LineTable, keep: (frame: number) => boolean): LineTable | undefined {
  const kept = Array.from(table.frame.keys()).filter((at) => keep(table.frame[at] as number));
  if (kept.length === 0) return undefined;
  if (kept.length === table.frame.length) return table;
  const columns = (all: readonly Float64Array[]) =>
    all.map((column) => Float64Array.from(kept, (at) => column[at] as number));
  return {
    frame: Int32Array.from(kept, (at) => table.frame[at] as number),
    line: Int32Array.from(kept, (at) => table.line[at] as number),
    measures: table.measures,
    self: columns(table.self),
    total: columns(table.total),
  };
}

/** The same lines with other measures, each a column of the table; one that it does not have is all 0. */
export function measuredLines(
  { frame, line, measures, self, total }: LineTable,
  columns: readonly (readonly [measure: Measure, from: Measure | undefined])[],
): LineTable {
  const take = (all: readonly Float64Array[]) =>
    columns.map(([, from]) => {
      const at = from === undefined ? -1 : measures.findIndex((measure) => isSameMeasure(measure, from));
      return all[at] ?? new Float64Array(frame.length);
    });
  return { frame, line, measures: columns.map(([measure]) => measure), self: take(self), total: take(total) };
}
