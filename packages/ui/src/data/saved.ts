import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import type { FunctionRow } from '../../../core/src/presentation/model/rows.ts';
import { keyText, outermostKey } from '../flame/path-keys.ts';
import type { Address } from './address.ts';

type Saved = Readonly<Record<string, ReportModel | undefined>>;

let read = false;
let found: Saved | undefined;

/** The data of a saved page: the answers of some views, by view. Undefined on a live page. */
export function savedData(): Saved | undefined {
  if (!read) {
    read = true;
    const text = document.getElementById('data')?.textContent;
    if (text) found = JSON.parse(text) as Saved;
  }
  return found;
}

/** Whether there is an answer: a saved page has only the answers saved with it, and what its flame graph tells. */
export function hasAnswer({ view, function: id }: Pick<Address, 'view' | 'function'>): boolean {
  const saved = savedData();
  if (saved === undefined || isSaved(saved, view, id)) return true;
  return view === 'pivot' && savedFunction(saved, id) !== undefined;
}

export async function savedAnswer(
  saved: Saved,
  { view, function: id }: Address,
): Promise<ReportModel | undefined> {
  if (isSaved(saved, view, id)) return saved[view];
  const row = savedFunction(saved, id);
  if (view !== 'pivot' || row === undefined || saved.functions === undefined || !saved.flame?.flame)
    return saved.routes;
  // Pages of a server ask it instead.
  const { pivotOf } = await import('./saved-pivot.ts');
  const query = { ...saved.functions.query, view, function: id };
  return { ...saved.functions, query, pivot: pivotOf(saved.flame.flame, row) };
}

/** The box of a route in a saved flame graph, for `zoom`; `''` if the graph has no such box. */
export function savedRoute(name: string): string {
  const frame = savedData()?.flame?.flame?.frames.find((one) => one.isRoute === true && one.name === name);
  return frame === undefined ? '' : keyText(outermostKey(frame.id));
}

function isSaved(saved: Saved, view: string, id: string): boolean {
  const isOfFunction = view === 'pivot' || view === 'source';
  return saved[view] !== undefined && (!isOfFunction || saved[view]?.query.function === id);
}

/** A function whose callers a saved page knows. A flame graph of another function's calls does not have them. */
function savedFunction(saved: Saved, id: string): FunctionRow | undefined {
  if (saved.flame?.query.root !== '') return undefined;
  return saved.functions?.functions.find((row) => row.id === id);
}

/**
 * Where a saved page starts, and which values of its address cannot change, because its answers are about one route and
 * one part of the measurements. Both are empty on a live page.
 */
export function savedAddress(): { readonly start: string; readonly fixed: Partial<Address> } {
  const saved = savedData();
  if (saved === undefined) return { start: '', fixed: {} };
  return {
    start: document.getElementById('data')?.dataset.start ?? '',
    fixed: fixedOf(saved.routes?.query),
  };
}

function fixedOf(query: ReportModel['query'] | undefined): Partial<Address> {
  const { route = '', from = '', to = '', version = '', service = '' } = query ?? {};
  const { host = '', process = '' } = query ?? {};
  return { route, from, to, version, host, process, service };
}
