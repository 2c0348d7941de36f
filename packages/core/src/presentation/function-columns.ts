import { amountText, type Column, countText, durationText, shareText } from './column.ts';
import type { ReportModel } from './model/report.ts';
import type { FunctionRow } from './model/rows.ts';
import { shareOf } from './quantity.ts';
import type { Whole } from './scope.ts';

/** The weights of a function, or of a group of functions. */
export type FunctionWeights = Pick<
  FunctionRow,
  'samples' | 'totalSamples' | 'selfCpuMicros' | 'totalCpuMicros' | 'selfWallMicros' | 'totalWallMicros'
>;

const selfShare = (row: FunctionWeights, scope: Whole): number => shareOf(row.selfCpuMicros, scope.cpuMicros);
const totalShare = (row: FunctionWeights, scope: Whole): number =>
  shareOf(row.totalCpuMicros, scope.cpuMicros);

const self = 'In the function itself.';
const total = 'In the function and in all that it called.';
const share = 'As a share of the CPU time shown here, garbage collection included.';
const seen = 'How often the sampler saw it: few samples, rough numbers.';

const cpuColumns: readonly Column<FunctionWeights>[] = [
  {
    title: 'self %',
    head: 'Self %',
    adds: true,
    sort: 'self',
    need: 1,
    help: `${self} ${share}`,
    drawn: (row, scope) => [totalShare(row, scope), selfShare(row, scope)],
    text: shareText(selfShare),
  },
  {
    title: 'total %',
    head: 'Total %',
    sort: 'total',
    need: 1,
    help: `${total} ${share}`,
    text: shareText(totalShare),
  },
  {
    title: 'self CPU',
    head: 'Self CPU',
    adds: true,
    sort: 'self',
    need: 1,
    help: self,
    text: durationText((row) => row.selfCpuMicros),
  },
  {
    title: 'total CPU',
    head: 'Total CPU',
    sort: 'total',
    need: 1,
    help: total,
    text: durationText((row) => row.totalCpuMicros),
  },
  {
    title: 'self loop',
    head: 'Self on loop',
    adds: true,
    sort: 'self-wall',
    need: 2,
    help: self,
    text: durationText((row) => row.selfWallMicros),
  },
  {
    title: 'total loop',
    head: 'Total on loop',
    sort: 'total-wall',
    need: 3,
    help: total,
    text: durationText((row) => row.totalWallMicros),
  },
  {
    title: 'samples',
    head: 'Samples',
    adds: true,
    sort: 'samples',
    need: 1,
    help: `${self} ${seen}`,
    text: countText((row) => row.samples),
  },
  {
    title: 'total samples',
    head: 'Total samples',
    need: 3,
    help: `${total} ${seen}`,
    text: countText((row) => row.totalSamples),
  },
];

/** The same columns for another measure: no time on the loop, and samples only if the profile has them. */
const measuredColumns: readonly Column<FunctionWeights>[] = cpuColumns.flatMap((column) => {
  if (column.title === 'self %' || column.title === 'total %')
    return { ...column, help: column.help.replace(share, 'As a share of everything shown here.') };
  if (column.title === 'self CPU')
    return { ...column, title: 'self', head: 'Self', text: amountText((row) => row.selfCpuMicros) };
  if (column.title === 'total CPU')
    return { ...column, title: 'total', head: 'Total', text: amountText((row) => row.totalCpuMicros) };
  return column.title.endsWith('loop') ? [] : column;
});
const withoutSamples = measuredColumns.filter(({ title }) => !title.endsWith('samples'));

export function functionColumns({
  measure,
  scope,
}: Pick<ReportModel, 'measure' | 'scope'>): readonly Column<FunctionWeights>[] {
  if (measure === undefined) return cpuColumns;
  return scope.samples > 0 ? measuredColumns : withoutSamples;
}
