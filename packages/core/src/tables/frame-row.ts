import type { FrameRow } from '../presentation/model/frame-row.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { type LabelledFrame, shownName } from '../source-code/function-labels.ts';
import { fileOriginOf } from '../source-code/origin.ts';

const longestName = 200;
const longestFile = 700;

/**
 * Names a function in queries: `name file:line:column`. It has the whole path, so that it means the same in every view,
 * and the column if that is known: bundles have all their functions on one line, most of them without a name. Very long
 * names are clipped, because they would not fit into a URL.
 */
export function functionId({ name, file, line, column }: Frame): string {
  const place = column > 0 ? `${line}:${column}` : String(line);
  const text = `${name.slice(0, longestName)} ${file.slice(-longestFile)}:${place}`;
  // A URL cannot carry half a surrogate pair.
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

/** A function as it is shown: where it is, and whose code it is. */
export function describeFrame(frame: LabelledFrame, appFolder: string, full: boolean): FrameRow {
  const { origin, package: packageName, shortFile } = fileOriginOf(frame, appFolder);
  return {
    id: functionId(frame),
    name: shownName(frame),
    file: full ? frame.file : shortFile,
    line: frame.line,
    column: frame.column,
    origin,
    ...(packageName === undefined ? {} : { package: packageName }),
  };
}
