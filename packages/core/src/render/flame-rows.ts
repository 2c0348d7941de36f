import type { ReportModel } from '../report/model.ts';
import { type FlameLine, flameLines } from './flame-lines.ts';
import { functionName, location } from './names.ts';
import { formatCount, formatDuration, formatShare, shareOf } from './quantity.ts';
import { scopeOf } from './scope.ts';
import type { TextCell, TextRows } from './text-table.ts';
import { longestPath, visibleName } from './visible-text.ts';

/** Deeper calls are not indented further: their names would leave the line. */
const deepest = 40;

/** The heaviest calls as an indented tree. */
export function flameRows(model: ReportModel): TextRows {
  const { cpuMicros } = scopeOf(model);
  return {
    columns: [
      { title: 'total %', align: 'right', need: 1 },
      { title: 'self %', align: 'right', need: 1 },
      { title: 'total CPU', align: 'right', need: 1 },
      { title: 'self CPU', align: 'right', need: 2 },
      { title: 'samples', align: 'right', need: 2 },
      { title: 'function, then what it called', align: 'left', need: 1 },
      { title: 'where', align: 'left', need: 1, whole: model.query.full },
    ],
    rows: flameLines(model).lines.map((line) => [
      { text: formatShare(shareOf(line.totalCpuMicros, cpuMicros)) },
      { text: formatShare(shareOf(line.selfCpuMicros, cpuMicros)) },
      { text: formatDuration(line.totalCpuMicros) },
      { text: formatDuration(line.selfCpuMicros) },
      { text: formatCount(line.totalSamples) },
      nameCell(line),
      { text: visibleName(location(line.frame), longestPath), paint: 'faint' },
    ]),
  };
}

function nameCell({ frame, depth }: FlameLine): TextCell {
  return {
    text: ' '.repeat(Math.min(depth, deepest)) + visibleName(functionName(frame)),
    paint: frame.origin === 'app' ? 'strong' : 'plain',
    functionId: frame.id,
  };
}
