import type { LineRow } from '../presentation/model/rows.ts';
import type { CallTree } from '../profile/call-tree.ts';
import { measuredLines } from '../profile/line-table.ts';
import { workMeasures } from '../profile/measure.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { describeFrame } from './frame-row.ts';
import type { FrameNames } from './function-table.ts';

/** The lines of a function, of which `frames` are the frame numbers, summed over trees: by file, then by line. */
export function lineRows(
  trees: readonly CallTree[],
  frames: ReadonlySet<number>,
  written: readonly Frame[],
  { appFolder, full }: FrameNames,
): readonly LineRow[] {
  const rows = new Map<string, LineRow>();
  for (const { lines } of trees) {
    if (lines === undefined) continue;
    const { self, total } = measuredLines(
      lines,
      workMeasures.map((measure) => [measure, measure] as const),
    );
    lines.frame.forEach((frame, at) => {
      if (!frames.has(frame)) return;
      // Lines are of the code that ran: a source map knows where a function begins, not where each of its lines went.
      const { file } = describeFrame(written[frame] as Frame, appFolder, full);
      const line = lines.line[at] as number;
      const key = `${line} ${file}`;
      const row = rows.get(key) ?? none;
      const add = (sum: number, column: Float64Array | undefined) => sum + (column?.[at] as number);
      rows.set(key, {
        file,
        line,
        samples: add(row.samples, self[0]),
        totalSamples: add(row.totalSamples, total[0]),
        selfCpuMicros: add(row.selfCpuMicros, self[2]),
        totalCpuMicros: add(row.totalCpuMicros, total[2]),
        selfWallMicros: add(row.selfWallMicros, self[1]),
        totalWallMicros: add(row.totalWallMicros, total[1]),
      });
    });
  }
  return [...rows.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

const none = {
  samples: 0,
  totalSamples: 0,
  selfCpuMicros: 0,
  totalCpuMicros: 0,
  selfWallMicros: 0,
  totalWallMicros: 0,
};
