import { functionName } from '../presentation/names.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import type { Frame } from '../sample/stack-tree.ts';

/** Names in formats of lines: nothing in them can end a line, and a name that is too long loses its middle. */
export function functionLabel(frame: Frame): string {
  return visibleName(functionName(frame)).trim();
}

export function fileLabel({ file }: Frame): string {
  return visibleName(file, longestPath).trim();
}

/** Where in its file a function is: `12:5`; `''` for what has no place. */
export function positionLabel({ line, column }: Frame): string {
  return line === 0 ? '' : `${line}:${column}`;
}
