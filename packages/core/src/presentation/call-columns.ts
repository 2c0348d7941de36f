import { amountText, type Column, countText, durationText, shareText } from './column.ts';
import type { ReportModel } from './model/report.ts';
import type { CallRow, FunctionRow } from './model/rows.ts';
import { shareOf } from './quantity.ts';
import type { Whole } from './scope.ts';

/** What a call took, or a function; only a function has a share of its own. */
export type CallWeights = Pick<CallRow, 'totalSamples' | 'totalCpuMicros' | 'totalWallMicros'> &
  Partial<Pick<FunctionRow, 'selfCpuMicros'>>;

/** A function's calls are named, and where there are none, that is. */
export const callSides = {
  callers: {
    head: 'Called by',
    title: 'function, then who called it',
    mark: '← ',
    none: 'the event loop, or nobody that was sampled',
  },
  callees: {
    head: 'Calls',
    title: 'function, then what it called',
    mark: '→ ',
    none: 'nothing that was sampled',
  },
} as const;

export type CallSide = keyof typeof callSides;

const share: Column<CallWeights> = {
  title: 'share',
  head: 'Of its total',
  need: 1,
  help: 'Of the total of the function.',
  drawn: (row, scope) => [shareOf(row.totalCpuMicros, scope.cpuMicros)],
  text: shareText((row, scope) => shareOf(row.totalCpuMicros, scope.cpuMicros)),
};

const onLoop: Column<CallWeights> = {
  title: 'total loop',
  head: 'Total on loop',
  sort: 'total-wall',
  need: 3,
  help: 'Time on the event loop in the call and in all that it called.',
  text: durationText((row) => row.totalWallMicros),
};

const samples: Column<CallWeights> = {
  title: 'samples',
  head: 'Samples',
  need: 2,
  help: 'How often the sampler saw the call: few samples, rough numbers.',
  text: countText((row) => row.totalSamples),
};

function self(unit: string): Column<CallWeights> {
  const text = amountText<CallWeights>((row) => row.selfCpuMicros ?? 0);
  return {
    title: `self${unit}`,
    head: `Self${unit}`,
    sort: 'self',
    need: 1,
    help: 'In the function itself.',
    text: (row, scope, separator) => (row.selfCpuMicros === undefined ? '' : text(row, scope, separator)),
  };
}

function total(unit: string): Column<CallWeights> {
  return {
    title: `total${unit}`,
    head: `Total${unit}`,
    sort: 'total',
    need: 1,
    help: 'In the call and in all that it called.',
    text: amountText((row) => row.totalCpuMicros),
  };
}

type Asked = Pick<ReportModel, 'measure' | 'scope'>;

const unitOf = ({ measure }: Asked): string => (measure === undefined ? ' CPU' : '');

/** Another measure takes no time on the loop, and may have no samples. */
function sampled({ measure, scope }: Asked): Column<CallWeights>[] {
  if (measure === undefined) return [onLoop, samples];
  return scope.samples > 0 ? [samples] : [];
}

/** Of functions, each with its callers or callees. */
export function callColumns(model: Asked): readonly Column<CallWeights>[] {
  return [self(unitOf(model)), total(unitOf(model)), share, ...sampled(model)];
}

/** Of one function between its callers and callees, which have an order of their own. */
export function pivotColumns(model: Asked): readonly Column<CallWeights>[] {
  return [share, total(unitOf(model)), ...sampled(model)].map(({ sort: _, ...column }) => column);
}

/** Shares of a function's calls are of its total. */
export function scopeOfCalls({ totalCpuMicros }: CallWeights, scope: Whole): Whole {
  return { ...scope, cpuMicros: totalCpuMicros };
}

export type CallLine =
  | { readonly function: FunctionRow; readonly scope: Whole }
  | { readonly call: CallRow; readonly scope: Whole }
  | { readonly none: string };

/** Each function, then its calls on one side. */
export function callLines(
  functions: readonly FunctionRow[],
  side: CallSide,
  scope: Whole,
): readonly CallLine[] {
  return functions.flatMap((row): CallLine[] => {
    const calls = row[side] ?? [];
    return [
      { function: row, scope },
      ...calls.map((call) => ({ call, scope: scopeOfCalls(row, scope) })),
      ...(calls.length === 0 ? [{ none: `(${callSides[side].none})` }] : []),
    ];
  });
}
