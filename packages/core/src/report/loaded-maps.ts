import { statSync } from 'node:fs';
import module from 'node:module';
import { type Frame, fileOf } from '../sample/stack-tree.ts';

/**
 * The position that people wrote, by the source map that came with the code when Node loaded it: where a loader makes
 * the code (tsx), no file has that map. Node keeps it only for an app that has turned source-map support on.
 */
export function loadedPosition(frame: Frame): Frame | undefined {
  if (!isSmall(frame.file)) return undefined;
  const entry = module
    .findSourceMap(frame.file)
    ?.findEntry(Math.max(0, frame.line - 1), Math.max(0, frame.column - 1));
  if (entry === undefined || !('originalSource' in entry) || typeof entry.originalSource !== 'string')
    return undefined;
  return {
    name: frame.name,
    file: fileOf(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}

/** Node reads a map at once, on the loop, and a loader's map is about as large as what it was made from. */
const mostFileBytes = 1024 * 1024;
const mostKnown = 2_000;
const known = new Map<string, boolean>();

function isSmall(file: string): boolean {
  let small = known.get(file);
  if (small === undefined) {
    if (known.size >= mostKnown) known.clear();
    small = sizeOf(file) <= mostFileBytes;
    known.set(file, small);
  }
  return small;
}

/** What is in no file was made by a loader. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
