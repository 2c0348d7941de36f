import type { Model } from './model.ts';

type Saved = Readonly<Record<string, Model | undefined>>;

let read = false;
let found: Saved | undefined;

/** The data of a page that was saved as one file: the answers of some views, by view. Undefined on a live page. */
export function savedData(): Saved | undefined {
  if (!read) {
    read = true;
    const text = document.getElementById('data')?.textContent;
    if (text) found = JSON.parse(text) as Saved;
  }
  return found;
}

/** What of an address a saved page cannot change: its answers are about one route. Nothing on a live page. */
export function savedAddress(): { readonly route?: string } {
  const saved = savedData();
  return saved === undefined ? {} : { route: saved.routes?.query.route ?? '' };
}
