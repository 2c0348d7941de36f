import type { Column } from './column.ts';
import {
  errorsWord,
  formatBeforeAfter,
  formatChange,
  formatDifference,
  formatInterval,
  formatMicrosInterval,
  formatPoints,
  formatShares,
} from './compare-words.ts';
import { errorsMeaning } from './glossary.ts';
import type { LatencyChangeRow } from './latency-changes.ts';
import type { FunctionChange, JudgedChange, RouteChange, Verdict } from './model/comparison.ts';
import { formatShare } from './quantity.ts';

/** A column of a comparison: a figure before and after, its verdict, or how far and how surely it changed. */
export interface ChangeColumn<Row> extends Pick<Column<Row>, 'title' | 'head' | 'help' | 'need'> {
  /** Where there is room for marks and colours, a verdict has its sign, a change its colour, and doubt stays pale. */
  readonly shows: 'verdict' | 'figure' | 'change' | 'doubt';
  readonly verdict: (row: Row) => Verdict;
  readonly text: (row: Row) => string;
}

type Draft<Row> = Omit<ChangeColumn<Row>, 'text' | 'verdict'> & {
  readonly text: (figure: JudgedChange, verdict: Verdict) => string;
};

/** Columns that all tell of one figure. */
function columnsOf<Row>(
  figure: (row: Row) => JudgedChange,
  verdict: (row: Row) => Verdict,
  drafts: readonly Draft<Row>[],
): ChangeColumn<Row>[] {
  return drafts.map((draft) => ({
    ...draft,
    verdict,
    text: (row) => draft.text(figure(row), verdict(row)),
  }));
}

const intervalHelp =
  'The range of changes that the samples allow, for all rows at once. Drift of the machine is not part of it.';

const change = {
  title: 'change',
  head: 'Change',
  shows: 'change',
  help: 'From the baseline to the current profile.',
  text: ({ change: changed }: JudgedChange) => formatChange(changed),
} as const;

const interval = {
  title: '98% interval',
  head: '98% interval',
  shows: 'doubt',
  help: intervalHelp,
  text: formatInterval,
} as const;

const chance = {
  title: 'p-value',
  head: 'p-value (adjusted)',
  shows: 'doubt',
  need: 3,
  help: 'How likely noise alone makes such a change somewhere in the table.',
  text: ({ p }: JudgedChange) => (p === undefined ? '–' : formatShare(p)),
} as const;

const cpuVerdict = {
  title: 'CPU',
  head: 'CPU',
  shows: 'verdict',
  need: 1,
  help: 'Whether CPU per request changed.',
  text: (_figure: JudgedChange, verdict: Verdict) => verdict,
} as const;

export const changedRouteColumns: readonly ChangeColumn<RouteChange>[] = [
  ...columnsOf<RouteChange>(
    (row) => row.cpuPerRequestMicros,
    (row) => row.verdict,
    [
      cpuVerdict,
      {
        title: 'CPU/request',
        head: 'CPU/request',
        shows: 'figure',
        need: 1,
        help: 'CPU per request: baseline, then current.',
        text: formatBeforeAfter,
      },
      { ...change, need: 1 },
      { ...interval, need: 3 },
      chance,
    ],
  ),
  ...columnsOf<RouteChange>(
    (row) => row.latencyMicros.p95,
    (row) => row.latencyMicros.p95.verdict,
    [
      {
        title: 'p95',
        head: 'p95',
        shows: 'verdict',
        need: 1,
        help: 'Whether the latency that 95 of 100 requests stay below changed.',
        text: (_figure, verdict) => verdict,
      },
      {
        title: 'latency p95',
        head: 'Latency (p95)',
        shows: 'figure',
        need: 2,
        help: 'Latency: baseline, then current.',
        text: formatBeforeAfter,
      },
      { ...change, need: 2 },
      { ...interval, need: 3 },
    ],
  ),
  ...columnsOf<RouteChange>(
    (row) => row.errors,
    (row) => row.errors.verdict,
    [
      {
        title: 'errors',
        head: 'Errors',
        shows: 'verdict',
        need: 1,
        help: 'Whether the error rate changed.',
        text: (_figure, verdict) => errorsWord(verdict),
      },
      {
        title: 'error rate',
        head: 'Error rate',
        shows: 'figure',
        need: 2,
        help: `${errorsMeaning}, as a share of requests.`,
        text: formatShares,
      },
      {
        title: 'points',
        head: 'Points',
        shows: 'doubt',
        need: 3,
        help: `The 98% interval of errors, in percentage points. ${intervalHelp}`,
        text: formatPoints,
      },
    ],
  ),
];

/** The parts of latencies. */
export const changedPartColumns: readonly ChangeColumn<LatencyChangeRow>[] = columnsOf<LatencyChangeRow>(
  (row) => row.micros,
  (row) => row.verdict,
  [
    {
      title: 'time',
      head: 'Time',
      shows: 'verdict',
      need: 1,
      help: 'Whether this part of the latency changed.',
      text: (_figure, verdict) => ({ slower: 'longer', faster: 'shorter' })[verdict as 'slower'] ?? verdict,
    },
    {
      title: 'per request',
      head: 'Per request',
      shows: 'figure',
      need: 1,
      help: 'Mean over the traced requests: baseline, then current.',
      text: formatBeforeAfter,
    },
    {
      title: 'difference',
      head: 'Difference',
      shows: 'change',
      need: 1,
      help: change.help,
      text: ({ before, after }) => formatDifference(after - before),
    },
    { ...interval, need: 2, text: formatMicrosInterval },
  ],
);

export const changedFunctionColumns: readonly ChangeColumn<FunctionChange>[] = [
  ...columnsOf<FunctionChange>(
    (row) => row.selfCpuPerRequestMicros,
    (row) => row.verdict,
    [
      cpuVerdict,
      {
        title: 'self CPU/request',
        head: 'Self CPU/request',
        shows: 'figure',
        need: 1,
        help: 'Its own CPU per request: baseline, then current.',
        text: formatBeforeAfter,
      },
      { ...change, need: 1 },
      { ...interval, need: 2 },
      chance,
    ],
  ),
  ...columnsOf<FunctionChange>(
    (row) => row.totalCpuPerRequestMicros,
    (row) => row.totalCpuPerRequestMicros.verdict,
    [
      {
        ...change,
        title: 'with calls',
        head: 'With calls',
        shows: 'figure',
        need: 2,
        help: 'The change of the function and all that it called.',
      },
    ],
  ),
];
