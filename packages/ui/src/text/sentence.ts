import type { Finding } from '../../../core/src/presentation/model/latency-rows.ts';
import { location } from '../../../core/src/presentation/names.ts';
import { visibleName } from '../shared.ts';
import { routeName } from './names.ts';

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
  return allPieces({ ...finding, text: rest.charAt(0).toUpperCase() + rest.slice(1) });
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
  const index = pieces.findIndex((piece) => piece.kind === 'text' && piece.text.includes(name));
  const found = pieces[index];
  if (name === '' || found === undefined) return [...pieces];
  const at = found.text.indexOf(name);
  const around = [
    { kind: 'text' as const, text: found.text.slice(0, at) },
    { kind, text: name },
    { kind: 'text' as const, text: found.text.slice(at + name.length) },
  ];
  return [...pieces.slice(0, index), ...around, ...pieces.slice(index + 1)].filter(({ text }) => text !== '');
}
