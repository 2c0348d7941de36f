import { clip, isCatchAll, templateOf } from '../record/route-name.ts';

export interface NamedRequest {
  readonly method: string;
  readonly route: string;
}

/**
 * The route of an open request, which only its framework knows for certain: the known route whose pattern fits its path
 * best, else a name made of the path without its identifiers.
 *
 * @param text Method and path.
 * @param names Known routes, as `GET /orders/:id`.
 * @param isCut The path is longer than `text`.
 */
export function nameRequest(text: string, names: readonly string[], isCut: boolean): NamedRequest {
  const { method, route: path } = split(text);
  if (isCut) return { method, route: clip(`${templateOf(path)}…`) };
  const segments = path.split('/');
  let best: { readonly route: string; readonly literal: number } | undefined;
  for (const name of names) {
    const known = split(name);
    if (known.method !== method || isCatchAll(known.route)) continue;
    const literal = literalSegments(known.route.split('/'), segments);
    if (literal > (best?.literal ?? -1)) best = { route: known.route, literal };
  }
  return { method, route: best?.route ?? templateOf(path) };
}

function split(text: string): NamedRequest {
  const space = text.indexOf(' ');
  return { method: text.slice(0, space), route: text.slice(space + 1) };
}

/** How many segments of the pattern are literally in the path; -1 when it does not fit. */
function literalSegments(pattern: readonly string[], path: readonly string[]): number {
  let literal = 0;
  for (let i = 0; i < pattern.length; i++) {
    const wanted = pattern[i] as string;
    if (wanted.includes('*')) return literal;
    if (i >= path.length) return -1;
    if (wanted === path[i]) literal++;
    else if (!wanted.includes(':') || path[i] === '') return -1;
  }
  return pattern.length === path.length ? literal : -1;
}
