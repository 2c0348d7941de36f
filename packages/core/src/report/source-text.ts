import type { SourceText } from '../presentation/model/report.ts';
import type { Frame } from '../sample/stack-tree.ts';
import type { ReadSource } from '../source-code/source-positions.ts';
import { describeFrame } from '../tables/frame-row.ts';
import type { FrameNames } from '../tables/function-table.ts';

const mostLines = 200;
const linesAbove = 5;
const longestLine = 1_000;

/** The lines around a function. Of its `frames`, it takes the first whose file can be read. */
export async function sourceText(
  frames: ReadonlySet<number>,
  written: readonly Frame[],
  { positions, appFolder, full }: FrameNames,
  read: ReadSource,
): Promise<SourceText> {
  let unavailable = 'This function has no source.';
  for (const frame of frames) {
    const position = positions[frame] as Frame;
    const { file, line: functionLine } = describeFrame(position, appFolder, full);
    const code = await read(written[frame] as Frame, position);
    if (typeof code === 'string') unavailable = code;
    else if (functionLine < 1) unavailable = 'The line in which this function begins is not known.';
    else if (functionLine > code.length) {
      unavailable = `Line ${functionLine} is beyond the part of the file that can be read, which has ${code.length} lines. Has the file changed since the app was started?`;
    } else {
      const firstLine = Math.max(1, functionLine - linesAbove);
      const lines = code.slice(firstLine - 1, firstLine - 1 + mostLines).map(clipLine);
      return { file, firstLine, lines, functionLine };
    }
  }
  return { unavailable };
}

function clipLine(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
