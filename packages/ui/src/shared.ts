import { formatAmount as amountOf } from '../../core/src/presentation/amount.ts';
import {
  formatCount as countOf,
  formatDuration as durationOf,
  partOf as partOfAll,
  plural as pluralOf,
  thinSpace,
} from '../../core/src/presentation/quantity.ts';
import type { Measure } from '../../core/src/profile/measure.ts';
import { thinUnits } from './text/thin-units.ts';

/** Amounts of whatever a report is of. */
export { amounts } from '../../core/src/presentation/amount.ts';
/** What the page and the server write alike: one number must not look like two. All of it is pure. */
export {
  formatMoment,
  formatRange,
  formatShare,
  shareOf,
} from '../../core/src/presentation/quantity.ts';
export { type Suggestion, suggestBases } from '../../core/src/presentation/suggest-base.ts';
export { visibleName, visibleText } from '../../core/src/presentation/visible-text.ts';
/** Parts of what is kept, as the server takes them. */
export { basePart, checkPart, choiceOf, type Part, queryMoment } from '../../core/src/query/part.ts';
/** What the page and the server order by, and search, alike. */
export { containing, patternOf, searchText } from '../../core/src/query/search-text.ts';

/** `1.23 ms`, `2 min 40 s`. */
export function formatDuration(micros: number): string {
  return thinUnits(durationOf(micros));
}

/** `1.23 ms`, or `45.6 MiB`, `12 widgets`. */
export function formatAmount(amount: number, measure?: Measure, separator: string = thinSpace): string {
  return thinUnits(amountOf(amount, measure, separator));
}

/** `1 234 567`. */
export function formatCount(count: number): string {
  return countOf(count, thinSpace);
}

/** `12 of 80 functions`, or `80 functions`. */
export function partOf(part: number, whole: number, noun: string): string {
  return partOfAll(part, whole, noun, thinSpace);
}

/** `1 request`, `1 234 requests`. */
export function plural(count: number, noun: string): string {
  return pluralOf(count, noun, thinSpace);
}
