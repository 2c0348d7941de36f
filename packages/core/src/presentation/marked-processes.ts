import type { ProcessSpan } from './model/history.ts';
import type { ReportModel } from './model/report.ts';
import { outlierMarks } from './outlier-words.ts';

export interface MarkedProcess extends ProcessSpan {
  /** How it differs from the others: `2.1× CPU on GET /search`. */
  readonly marks: readonly string[];
}

/** The rows of the table of processes. Those that differ come first: there may be hundreds. */
export function markedProcesses({
  history,
  outliers,
}: Pick<ReportModel, 'history' | 'outliers'>): readonly MarkedProcess[] {
  return (history?.processes ?? [])
    .map((process) => ({ ...process, marks: outlierMarks(outliers, process.instance) }))
    .sort((a, b) => b.marks.length - a.marks.length);
}
