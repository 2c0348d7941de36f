/** What the `routeprof` command line is made of: reports, their text, and profiles as files. */
export { routeName } from '../render/names.ts';
export { formatCount, formatDuration, formatShare } from '../render/quantity.ts';
export { renderText, type TextOptions, textHead } from '../render/text.ts';
export { createPainter, type Paint, type Painter } from '../render/text-paint.ts';
export { textRows } from '../render/text-rows.ts';
export {
  type TextCell,
  type TextColumn,
  type TextRows,
  type TextTable,
  textTable,
} from '../render/text-table.ts';
export { visibleName } from '../render/visible-text.ts';
