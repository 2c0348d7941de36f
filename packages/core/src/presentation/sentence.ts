import { capitalized } from './capitalized.ts';
import type { Finding } from './model/latency-rows.ts';
import { location, routeName } from './names.ts';
import { visibleName } from './visible-text.ts';

/** A piece of a sentence; routes and places are links. */
export interface Piece {
  readonly kind: 'text' | 'route' | 'place';
  readonly text: string;
}

/**
 * A finding's sentence in pieces. A place that it does not name follows it. On the page of its own route it need not
 * begin with that.
 */
export function piecesOf(finding: Finding, onOwnPage: boolean): Piece[] {
  const name = visibleName(routeName(finding));
  if (!onOwnPage || !finding.text.startsWith(name)) return allPieces(finding);
  const rest = finding.text.slice(name.length).replace(/^:? /, '');
  return allPieces({ ...finding, text: capitalized(rest) });
}

function allPieces(finding: Finding): Piece[] {
  const { text, file, line } = finding;
  // Findings are written with names that are safe to show.
  const route = visibleName(routeName(finding));
  const place = location({ file, line });
  const pieces = split(split([{ kind: 'text', text }], 'route', route), 'place', place);
  if (place === '' || pieces.some(({ kind }) => kind === 'place')) return pieces;
  return [...pieces, { kind: 'text', text: ' ' }, { kind: 'place', text: place }];
}

/** Takes the first occurrence of a name out of the text around it. */
function split(pieces: readonly Piece[], kind: Piece['kind'], name: string): Piece[] {
  let isFound = name === '';
  return pieces.flatMap((piece): Piece | Piece[] => {
    const at = isFound || piece.kind !== 'text' ? -1 : piece.text.indexOf(name);
    if (at < 0) return piece;
    isFound = true;
    const around: Piece[] = [
      { kind: 'text', text: piece.text.slice(0, at) },
      { kind, text: name },
      { kind: 'text', text: piece.text.slice(at + name.length) },
    ];
    return around.filter(({ text }) => text !== '');
  });
}
