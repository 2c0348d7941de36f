import { functionName } from '../presentation/names.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import type { Frame } from '../sample/stack-tree.ts';

/** Names for line-based formats: nothing in them can end a line, and the middle of a long name is left out. */
export function functionLabel(frame: Frame): string {
  return visibleName(functionName(frame)).trim();
}

export function fileLabel({ file }: Frame): string {
  return visibleName(file, longestPath).trim();
}

/** A function's position in its file: `12:5`; `''` if it has none. */
export function positionLabel({ line, column }: Frame): string {
  return line === 0 ? '' : `${line}:${column}`;
}
