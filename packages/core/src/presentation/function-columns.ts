import { type Column, countText, durationText, shareText } from './column.ts';
import type { FunctionRow } from './model.ts';
import { shareOf } from './quantity.ts';
import type { Scope } from './scope.ts';

const selfShare = (row: FunctionRow, scope: Scope): number => shareOf(row.selfCpuMicros, scope.cpuMicros);
const totalShare = (row: FunctionRow, scope: Scope): number => shareOf(row.totalCpuMicros, scope.cpuMicros);

const self = 'In the function itself.';
const total = 'In the function and in all that it called.';
const seen = 'How often the sampler saw it: few samples, rough numbers.';

export const functionColumns: readonly Column<FunctionRow>[] = [
  {
    title: 'self %',
    short: 'Self',
    group: 'Share of CPU',
    sort: 'self',
    need: 1,
    help: self,
    drawn: (row, scope) => [totalShare(row, scope), selfShare(row, scope)],
    text: shareText(selfShare),
  },
  {
    title: 'total %',
    short: 'Total',
    group: 'Share of CPU',
    sort: 'total',
    need: 1,
    help: total,
    text: shareText(totalShare),
  },
  {
    title: 'self CPU',
    short: 'Self',
    group: 'CPU',
    sort: 'self',
    need: 1,
    help: self,
    text: durationText((row) => row.selfCpuMicros),
  },
  {
    title: 'total CPU',
    short: 'Total',
    group: 'CPU',
    sort: 'total',
    need: 1,
    help: total,
    text: durationText((row) => row.totalCpuMicros),
  },
  {
    title: 'self loop',
    short: 'Self',
    group: 'On the loop',
    sort: 'self-wall',
    need: 2,
    help: self,
    text: durationText((row) => row.selfWallMicros),
  },
  {
    title: 'total loop',
    short: 'Total',
    group: 'On the loop',
    sort: 'total-wall',
    need: 3,
    help: total,
    text: durationText((row) => row.totalWallMicros),
  },
  {
    title: 'samples',
    short: 'Self',
    group: 'Samples',
    sort: 'samples',
    need: 1,
    help: `${self} ${seen}`,
    text: countText((row) => row.samples),
  },
  {
    title: 'total samples',
    short: 'Total',
    group: 'Samples',
    need: 3,
    help: `${total} ${seen}`,
    text: countText((row) => row.totalSamples),
  },
];
