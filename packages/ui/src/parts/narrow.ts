import { signal } from '@preact/signals';

const query = matchMedia('(max-width: 700px)');

/**
 * Whether the page is as narrow as a phone's, as in `narrow.css`. What is asked for then comes first, and what is told
 * about the measuring below it: in the document, too, so that the tab key goes as one reads.
 */
export const isNarrow = signal(query.matches);

query.addEventListener('change', () => {
  isNarrow.value = query.matches;
});
