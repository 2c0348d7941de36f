import { statSync } from 'node:fs';
import module from 'node:module';
import { type Frame, fileOf } from '../sample/stack-tree.ts';

/**
 * Finds original positions through the source map that came with the code when Node loaded it: if a loader makes the
 * code (tsx), that map is in no file. Node keeps it only for an app that has turned source-map support on; `undefined`
 * when there is none.
 */
export function loadedMap(file: string): ((frame: Frame) => Frame) | undefined {
  const map = sizeOf(file) <= mostFileBytes ? module.findSourceMap(file) : undefined;
  return map && ((frame) => positionIn(map, frame));
}

function positionIn(map: module.SourceMap, frame: Frame): Frame {
  const [line, column] = [Math.max(0, frame.line - 1), Math.max(0, frame.column - 1)];
  // Node's types lack the name.
  const entry: Partial<module.SourceMapping & { name: string }> = map.findEntry(line, column);
  if (!isFound(entry)) return frame;
  // As in the maps of files: other names are of a parameter, or of a call.
  const isOwnName = entry.generatedLine === line && column - entry.generatedColumn === frame.name.length;
  return {
    name: (isOwnName ? entry.name : '') || frame.name,
    file: fileOf(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}

function isFound<Entry extends Partial<module.SourceMapping>>(
  entry: Entry,
): entry is Entry & module.SourceMapping {
  return typeof entry.originalSource === 'string';
}

/** Node reads a map synchronously, on the loop, and a loader's map is about as large as its source file. */
const mostFileBytes = 1024 * 1024;

/** 0 for code that is in no file, because a loader made it. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
