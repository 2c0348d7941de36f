import { formatAmount } from './amount.ts';
import { type CallChange, callChangeText } from './call-change-words.ts';
import { type Column, countText, durationText, shareText } from './column.ts';
import type { ReportModel } from './model/report.ts';
import { formatCount, shareOf } from './quantity.ts';

/** One call of a flame graph, in what the graph is by. */
export interface FlameWeights {
  readonly total: number;
  readonly self: number;
  /** Of the call and all that it called. */
  readonly samples: number;
  /** The total in what is compared with, where there is such. */
  readonly before?: number;
  readonly change?: CallChange;
}

/** What a flame graph is by: CPU time or another measure, time on the loop, or samples. */
export type FlameWeight = 'cpu' | 'wall' | 'samples';

interface Shown {
  readonly measure: ReportModel['measure'];
  readonly weight: FlameWeight;
  /** Not every profile tells how often a call was seen. */
  readonly hasSamples: boolean;
  readonly isCompared: boolean;
}

const unitTitles: Readonly<Record<FlameWeight, string>> = { cpu: ' CPU', wall: ' loop', samples: ' samples' };
const unitHeads: Readonly<Record<FlameWeight, string>> = {
  cpu: ' CPU',
  wall: ' on loop',
  samples: ' samples',
};

const self = 'In the call itself.';
const total = 'In the call and in all that it called.';

const before: Column<FlameWeights> = {
  title: 'baseline',
  head: 'Baseline',
  need: 1,
  help: 'What the same requests would have taken in the baseline.',
  text: durationText((row) => row.before ?? 0),
};

export const changeColumn: Column<FlameWeights> = {
  title: 'change',
  head: 'Change',
  need: 1,
  help: 'How its function changed, or the call itself; a triangle if the change is more than noise.',
  text: ({ change }) => (change === undefined ? '' : callChangeText(change)),
};

const samples: Column<FlameWeights> = {
  title: 'samples',
  head: 'Samples',
  need: 2,
  help: `${total} How often the sampler saw it: few samples, rough numbers.`,
  text: countText((row) => row.samples),
};

export function flameColumns({
  measure,
  weight,
  hasSamples,
  isCompared,
}: Shown): readonly Column<FlameWeights>[] {
  const isMeasured = weight === 'cpu' && measure !== undefined;
  const [unitTitle, unitHead] = isMeasured ? ['', ''] : [unitTitles[weight], unitHeads[weight]];
  const amountText = (amount: number, separator?: string): string =>
    weight === 'samples' ? formatCount(amount, separator) : formatAmount(amount, measure, separator);
  return [
    {
      title: 'total %',
      head: 'Total %',
      need: 1,
      help: total,
      text: shareText((row, scope) => shareOf(row.total, scope.cpuMicros)),
    },
    {
      title: 'self %',
      head: 'Self %',
      need: isCompared ? 2 : 1,
      help: self,
      text: shareText((row, scope) => shareOf(row.self, scope.cpuMicros)),
    },
    {
      title: `total${unitTitle}`,
      head: `Total${unitHead}`,
      need: 1,
      help: total,
      text: (row, _scope, separator) => amountText(row.total, separator),
    },
    ...(isCompared ? [before, changeColumn] : []),
    {
      title: `self${unitTitle}`,
      head: `Self${unitHead}`,
      need: 2,
      help: self,
      text: (row, _scope, separator) => amountText(row.self, separator),
    },
    ...(hasSamples && weight !== 'samples' ? [samples] : []),
  ];
}
