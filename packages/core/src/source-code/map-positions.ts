// Bundled into the text of the source-map thread, so it imports only files that are in the same text.
import { findSegment, indexMappings, isAfter, lastBefore, type Mappings } from './map-segments.ts';
import { type CodeOffset, type FoundMap, partsOf, sourcesOf } from './read-source-map.ts';
import type { AskedPosition, WrittenPosition } from './source-map-messages.ts';

/** The parts of a map that positions and names are found with, without the code that it contains. */
export interface MapPositions {
  readonly parts: readonly MapPart[];
  /** About how much memory it takes. */
  readonly bytes: number;
}

/** The map of the code from `offset` to the next part. */
interface MapPart {
  readonly offset: CodeOffset;
  readonly mappings: Mappings;
  readonly sources: readonly string[];
  readonly names: readonly string[];
}

/** Real names and paths are not longer, and each answer would repeat them. */
const longestName = 4_096;
const bytesPerText = 24;
const bytesPerPart = 256;

export function positionsOf({ raw, folder }: FoundMap): MapPositions {
  let bytes = 0;
  const shortened = (texts: readonly string[]): string[] =>
    texts.map((text) => {
      const kept = text.length > longestName ? '' : text;
      bytes += kept.length + bytesPerText;
      return kept;
    });
  const parts = partsOf(raw).map(({ raw: part, offset }): MapPart => {
    const mappings = indexMappings(part.mappings ?? '');
    bytes += mappings.text.length + mappings.stops.byteLength + bytesPerPart;
    return {
      ...{ offset, mappings },
      ...{ sources: shortened(sourcesOf(part, folder)), names: shortened(part.names ?? []) },
    };
  });
  return { parts, bytes };
}

export function writtenPosition(
  { parts }: MapPositions,
  { line, column, nameLength }: AskedPosition,
): WrittenPosition | undefined {
  const index = lastBefore(parts.length, (i) => isAfter((parts[i] as MapPart).offset, { line, column }));
  const part = parts[index];
  if (part === undefined) return undefined;
  const { offset, mappings, sources, names } = part;
  const columnInPart = line === offset.line ? column - offset.column : column;
  const segment = findSegment(mappings, line - offset.line, columnInPart);
  const file = segment && sources[segment.source];
  if (segment === undefined || file === undefined || file === '') return undefined;
  // A name that ends where the function begins is the function's own; others belong to a parameter or a call.
  const isOwnName = nameLength > 0 && columnInPart - segment.column === nameLength;
  return {
    ...{ file, line: segment.writtenLine, column: segment.writtenColumn },
    name: (isOwnName ? names[segment.name] : '') ?? '',
  };
}
