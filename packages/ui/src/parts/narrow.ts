import { signal } from '@preact/signals';

const query = matchMedia('(max-width: 700px)');

/**
 * Whether the page is as narrow as on a phone, as in `narrow.css`. The view then comes before the summary and the time
 * line, in the document too, so that the Tab key follows the reading order.
 */
export const isNarrow = signal(query.matches);

query.addEventListener('change', () => {
  isNarrow.value = query.matches;
});
