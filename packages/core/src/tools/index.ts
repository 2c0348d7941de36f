/** What the `routeprof` command line is made of: reports, their text, comparisons, and profiles as files. */

export { createFileReport, type FileReport } from '../answers/file-report.ts';
export { createFolderReport } from '../answers/folder-report.ts';
export { createStoreReport, type StoreReport } from '../answers/store-report.ts';
export { type Budget, BudgetError, parseBudget, parseBudgets } from '../comparison/budget.ts';
export { compareWindows } from '../comparison/compare.ts';
export { exitCodeOf, type JudgedBudget, judgeBudgets } from '../comparison/judge-budgets.ts';
export type { ReportRequest } from '../contract.ts';
export { type ExportFormat, exportFormats, findExportFormat } from '../export/formats.ts';
export { readProfile } from '../export/read-profile.ts';
export { selectWindow } from '../export/select-window.ts';
export { writeExport } from '../export/write-export.ts';
export { didYouMean } from '../nearest.ts';
export { ProfileFormatError } from '../pprof/profile-format-error.ts';
export type { Comparison } from '../presentation/model/comparison.ts';
export { routeName } from '../presentation/names.ts';
export { formatCount, formatDuration, formatShare, plural } from '../presentation/quantity.ts';
export { visibleName } from '../presentation/visible-text.ts';
export type { Window } from '../profile/window.ts';
export { QueryError, views } from '../query/query.ts';
export { budgetSentence } from '../render/budget-words.ts';
export { renderCompareMarkdown } from '../render/compare-markdown.ts';
export { renderCompareText } from '../render/compare-text.ts';
export { renderJson } from '../render/json.ts';
export { renderMarkdown } from '../render/markdown.ts';
export { code } from '../render/markdown-table.ts';
export { renderText, textHead } from '../render/text.ts';
export { createPainter, type Paint, type Painter } from '../render/text-paint.ts';
export { textRows } from '../render/text-rows.ts';
export type { TextOptions } from '../render/text-shapes.ts';
export {
  type TextCell,
  type TextColumn,
  type TextRows,
  type TextTable,
  textTable,
} from '../render/text-table.ts';
export { createFilter } from '../selection/filter.ts';
