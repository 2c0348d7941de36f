import { missedWords } from '../../core/src/render/notices.ts';
import { formatCount as countOf, plural as pluralOf, thinSpace } from '../../core/src/render/quantity.ts';

/** Which comes first, of many. */
export { Queue } from '../../core/src/profile/queue.ts';
/** Comparisons in words, and by what rule a call is called changed. */
export {
  driftSentence,
  errorsWord,
  formatChange,
  formatInterval,
  formatPoints,
  sideLine,
  verdictSentences,
} from '../../core/src/render/compare-words.ts';
/** What the page and the server write alike: one number must not look like two. All of it is pure. */
export {
  formatDuration,
  formatMoment,
  formatRange,
  formatShare,
  shareOf,
} from '../../core/src/render/quantity.ts';
export { visibleName, visibleText } from '../../core/src/render/visible-text.ts';
export { changeOfCall } from '../../core/src/report/call-change.ts';
/** Parts of what is kept, as the server takes them. */
export { basePart, checkPart, choiceOf, momentText, type Part } from '../../core/src/report/part.ts';
/** What the page and the server order by, and search, alike. */
export { searchText } from '../../core/src/report/search-text.ts';
export { functionKeys, routeKeys } from '../../core/src/report/sort-keys.ts';
export { type Suggestion, suggestBases } from '../../core/src/report/suggest-base.ts';

/** `1 234 567`. */
export function formatCount(count: number): string {
  return countOf(count, thinSpace);
}

/** `1 request`, `1 234 requests`. */
export function plural(count: number, noun: string): string {
  return pluralOf(count, noun, thinSpace);
}

/** `412 requests were answered before they reached the profiler: …`. */
export function missedSentence(requests: number): string {
  return missedWords(requests, thinSpace);
}
