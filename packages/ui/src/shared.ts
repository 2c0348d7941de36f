import { formatCount as countOf, plural as pluralOf, thinSpace } from '../../core/src/render/quantity.ts';

/** Which comes first, of many. */
export { Queue } from '../../core/src/profile/queue.ts';
/** What the page and the server write alike: one number must not look like two. All of it is pure. */
export {
  formatDuration,
  formatRange,
  formatShare,
  shareOf,
} from '../../core/src/render/quantity.ts';
export { visibleName, visibleText } from '../../core/src/render/visible-text.ts';
/** What the page and the server order by, and search, alike. */
export { searchText } from '../../core/src/report/search-text.ts';
export { functionKeys, routeKeys } from '../../core/src/report/sort-keys.ts';

/** `1 234 567`. */
export function formatCount(count: number): string {
  return countOf(count, thinSpace);
}

/** `1 request`, `1 234 requests`. */
export function plural(count: number, noun: string): string {
  return pluralOf(count, noun, thinSpace);
}
