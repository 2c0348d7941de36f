import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { Address } from './address.ts';

type Saved = Readonly<Record<string, ReportModel | undefined>>;

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

/** Whether there is an answer to a view: a saved page has only those of where it was saved. */
export function hasAnswer(view: string): boolean {
  const saved = savedData();
  return saved === undefined || saved[view] !== undefined;
}

/** Where a saved page starts, and what of its address stays: its answers are about one route and one part of what was kept. Nothing on a live page. */
export function savedAddress(): { readonly start: string; readonly fixed: Partial<Address> } {
  const saved = savedData();
  if (saved === undefined) return { start: '', fixed: {} };
  return {
    start: document.getElementById('data')?.dataset.start ?? '',
    fixed: fixedOf(saved.routes?.query),
  };
}

function fixedOf(query: ReportModel['query'] | undefined): Partial<Address> {
  const { route = '', from = '', to = '', version = '', process = '', service = '' } = query ?? {};
  return { route, from, to, version, process, service };
}
