/** What the page and the server write alike: one number must not look like two. All of it is pure. */
export {
  formatCount,
  formatDuration,
  formatRange,
  formatShare,
  plural,
  shareOf,
  thinSpace,
} from '../../core/src/render/quantity.ts';
export { visibleName, visibleText } from '../../core/src/render/visible-text.ts';
