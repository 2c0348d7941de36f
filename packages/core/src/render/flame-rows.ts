import { changeOfCall } from '../comparison/call-change.ts';
import { amounts, formatAmount } from '../presentation/amount.ts';
import { formatChange } from '../presentation/compare-words.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { functionName, location } from '../presentation/names.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../presentation/quantity.ts';
import { scopeOf } from '../presentation/scope.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import { type FlameLine, flameLines } from './flame-lines.ts';
import type { TextCell, TextColumn, TextRows } from './text-table.ts';

/** Deeper calls are not indented further: their names would leave the line. */
const deepest = 40;

/** The heaviest calls as an indented tree. */
export function flameRows(model: ReportModel): TextRows {
  const { cpuMicros, measure } = scopeOf(model);
  const comparedColumns: TextColumn[] = [
    { title: 'before', align: 'right', need: 1 },
    { title: 'change', align: 'right', need: 1 },
  ];
  return {
    columns: [
      { title: 'total %', align: 'right', need: 1 },
      { title: 'self %', align: 'right', need: model.base === undefined ? 1 : 2 },
      { title: amounts('total', model), align: 'right', need: 1 },
      ...(model.base === undefined ? [] : comparedColumns),
      { title: amounts('self', model), align: 'right', need: 2 },
      { title: 'samples', align: 'right', need: 2 },
      { title: 'function, then what it called', align: 'left', need: 1 },
      { title: 'where', align: 'left', need: 1, whole: model.query.full },
    ],
    rows: flameLines(model).lines.map((line) => [
      { text: formatShare(shareOf(line.totalCpuMicros, cpuMicros)) },
      { text: formatShare(shareOf(line.selfCpuMicros, cpuMicros)) },
      { text: formatAmount(line.totalCpuMicros, measure) },
      ...comparedCells(line),
      { text: formatAmount(line.selfCpuMicros, measure) },
      { text: formatCount(line.totalSamples) },
      nameCell(line),
      { text: visibleName(location(line.frame), longestPath), paint: 'faint' },
    ]),
  };
}

/** The call's time before, and the change of its function or of itself; a star marks a change that is more than noise. */
function comparedCells({ frame, before, totalCpuMicros, totalSamples }: FlameLine): TextCell[] {
  if (before === undefined) return [];
  const call = {
    before: before.totalCpuMicros,
    after: totalCpuMicros,
    samplesBefore: before.totalSamples,
    samplesAfter: totalSamples,
  };
  const { verdict, change: changed } = changeOfCall(call, frame.judged?.total);
  const change = formatChange(changed);
  const text = { slower: `${change} *`, faster: `${change} *`, new: 'new *', gone: 'gone *' }[
    verdict as 'new'
  ];
  return [
    { text: formatDuration(before.totalCpuMicros) },
    { text: text ?? change, paint: verdict === 'slower' || verdict === 'new' ? 'warning' : 'plain' },
  ];
}

function nameCell({ frame, depth }: FlameLine): TextCell {
  return {
    text: ' '.repeat(Math.min(depth, deepest)) + visibleName(functionName(frame)),
    paint: frame.origin === 'app' ? 'strong' : 'plain',
  };
}
