import { errorsMeaning } from '../../../core/src/presentation/glossary.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { measureName } from '../../../core/src/presentation/scope.ts';
import { hasTime as knowsTime, summarize } from '../../../core/src/presentation/summary.ts';
import { formatAmount, formatCount, formatDuration, formatRange, formatShare, shareOf } from '../shared.ts';
import { rateText } from '../text/rates.ts';
import { thinUnits } from '../text/thin-units.ts';

/** Who was measured, by what, for how long, and what that cost. */
export function SummaryStrip({ model }: { readonly model: ReportModel }) {
  const { totals, range } = model;
  const { processes, node, engine, rate: hertz } = summarize(model);
  const seconds = totals.elapsedMicros / 1_000_000;
  const hasTime = knowsTime(model);
  const share = formatShare(shareOf(totals.cpuMicros, totals.elapsedMicros));
  /** A profile of another measure may not have these counts. */
  const count = (value: number): string =>
    model.measure !== undefined && value === 0 ? '' : formatCount(value);
  /** Facts that a file does not have are empty, and not shown. */
  const facts: [name: string, value: string, help?: string][] = [
    ['Process', joined(processes, node && `Node ${node}`)],
    ['Engine', thinUnits(joined(engine, hertz)), 'How samples are taken, and how many per second.'],
    ['Measured', hasTime ? formatDuration(totals.elapsedMicros) : '', formatRange(range)],
    ['Requests', count(totals.requests)],
    ['Rate', hasTime ? `${rateText(totals.requests / seconds)} requests/s` : ''],
    ['Errors', count(totals.errors), `${errorsMeaning}.`],
    model.measure === undefined
      ? [
          'CPU',
          joined(formatDuration(totals.cpuMicros), hasTime ? `${share} of a core` : ''),
          'CPU time of the JavaScript thread.',
        ]
      : [measureName(model), formatAmount(totals.appCpuMicros, model.measure)],
    ['Samples', count(totals.samples)],
    [
      'Profiler’s own cost',
      hasTime ? `${formatShare(shareOf(totals.profilerMicros, totals.elapsedMicros))} of the time` : '',
      'Share of the measured time, as in the bar below: reading samples and making reports.',
    ],
  ];
  return (
    <dl class="strip">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value, help]) => (
          <div key={name} title={help}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function joined(...parts: readonly string[]): string {
  return parts.filter(Boolean).join(', ');
}
