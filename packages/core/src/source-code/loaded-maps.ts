import { statSync } from 'node:fs';
import module from 'node:module';
import { type Frame, fileOf } from '../sample/stack-tree.ts';

/**
 * Finds the positions that people wrote, by the source map that came with the code when Node loaded it: where a loader
 * makes the code (tsx), no file has that map. Node keeps it only for an app that has turned source-map support on;
 * `undefined` when it has none.
 */
export function loadedMap(file: string): ((frame: Frame) => Frame) | undefined {
  const map = sizeOf(file) <= mostFileBytes ? module.findSourceMap(file) : undefined;
  return map && ((frame) => positionIn(map, frame));
}

function positionIn(map: module.SourceMap, frame: Frame): Frame {
  const entry = map.findEntry(Math.max(0, frame.line - 1), Math.max(0, frame.column - 1));
  if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return frame;
  return {
    name: frame.name,
    file: fileOf(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}

/** Node reads a map at once, on the loop, and a loader's map is about as large as what it was made from. */
const mostFileBytes = 1024 * 1024;

/** What is in no file was made by a loader. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
