import type { ReportModel } from './model/report.ts';
import type { LineRow } from './model/rows.ts';

export interface PlacedLines {
  /** Of the code that is shown, by number. */
  readonly shown: ReadonlyMap<number, LineRow>;
  /** Of code that is not. */
  readonly elsewhere: readonly LineRow[];
}

type LinesOfSource = Pick<ReportModel, 'source' | 'lineRows'>;

/** Where a function's lines stand: beside the code, or by themselves. */
export function placeLines({ source, lineRows = [] }: LinesOfSource): PlacedLines {
  if (source === undefined || 'unavailable' in source) return { shown: new Map(), elsewhere: lineRows };
  const { file, firstLine, lines } = source;
  const isShown = (row: LineRow): boolean =>
    row.file === file && row.line >= firstLine && row.line < firstLine + lines.length;
  return {
    shown: new Map(lineRows.filter(isShown).map((row) => [row.line, row])),
    elsewhere: lineRows.filter((row) => !isShown(row)),
  };
}

/** What is known of single lines. */
export function lineNote({ lineRows }: LinesOfSource): string {
  if (lineRows === undefined) {
    return 'Time per line is not known: neither engine can give it per route, and only some imported profiles have it.';
  }
  if (lineRows.length === 0) return 'The profile has no numbers for single lines of this function.';
  return 'Self counts samples that ended in the line; total includes what the line called, if the file has that.';
}
