import module from 'node:module';
import { type Frame, fileOf } from '../sample/stack-tree.ts';

/**
 * The position that people wrote, by the source map that came with the code when Node loaded it: where a loader makes
 * the code (tsx), no file has that map. Node keeps it only for an app that has turned source-map support on.
 */
export function loadedPosition(frame: Frame): Frame | undefined {
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
