import { changeOfCall } from '../comparison/call-change.ts';
import { callSides } from '../presentation/call-columns.ts';
import { changeColumn, type FlameWeights, flameColumns } from '../presentation/flame-columns.ts';
import type { ReportModel } from '../presentation/model/report.ts';
import { functionName, location } from '../presentation/names.ts';
import { scopeOf } from '../presentation/scope.ts';
import { longestPath, visibleName } from '../presentation/visible-text.ts';
import { type FlameLine, flameLines } from './flame-lines.ts';
import type { TextCell, TextRows } from './text-table.ts';

/** Deeper calls are not indented further: their names would leave the line. */
const deepest = 40;

/** The heaviest calls as an indented tree. */
export function flameRows(model: ReportModel): TextRows {
  const { base, measure, query } = model;
  const scope = scopeOf(model);
  const numbers = flameColumns({
    measure,
    weight: 'cpu',
    hasSamples: measure === undefined || model.scope.samples > 0,
    isCompared: base !== undefined,
  });
  return {
    columns: [
      ...numbers.map(({ title, need }) => ({ title, need, align: 'right' as const })),
      { title: callSides.callees.title, align: 'left', need: 1 },
      { title: 'where', align: 'left', need: 1, whole: query.full },
    ],
    rows: flameLines(model).lines.map((line) => {
      const weights = weightsOf(line);
      return [
        ...numbers.map((column): TextCell => {
          const isWorse = column === changeColumn && /^(slower|new)$/.test(weights.change?.verdict ?? '');
          return { text: column.text(weights, scope), paint: isWorse ? 'warning' : 'plain' };
        }),
        nameCell(line),
        { text: visibleName(location(line.frame), longestPath), paint: 'faint' },
      ];
    }),
  };
}

/** What the call took, took before, and what became of its function, or of itself. */
function weightsOf({ frame, before, totalCpuMicros, selfCpuMicros, totalSamples }: FlameLine): FlameWeights {
  const weights = { total: totalCpuMicros, self: selfCpuMicros, samples: totalSamples };
  if (before === undefined) return weights;
  const call = {
    before: before.totalCpuMicros,
    after: totalCpuMicros,
    samplesBefore: before.totalSamples,
    samplesAfter: totalSamples,
  };
  return {
    ...weights,
    before: before.totalCpuMicros,
    change: changeOfCall(call, frame.judged?.total),
  };
}

function nameCell({ frame, depth }: FlameLine): TextCell {
  return {
    text: ' '.repeat(Math.min(depth, deepest)) + visibleName(functionName(frame)),
    paint: frame.origin === 'app' ? 'strong' : 'plain',
  };
}
