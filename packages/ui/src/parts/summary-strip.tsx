import type { Model } from '../data/model.ts';
import { formatCount, formatDuration, formatRange, formatShare, shareOf, visibleName } from '../shared.ts';

/** Who was measured, by what, for how long, and what that cost. */
export function SummaryStrip({ model }: { readonly model: Model }) {
  const { totals, sources, status, range } = model;
  const list = (values: readonly (string | number)[]): string => visibleName([...new Set(values)].join(', '));
  const seconds = totals.elapsedMicros / 1_000_000;
  const facts: [name: string, value: string, help?: string][] = [
    [
      'Process',
      `pid ${list(sources.map(({ pid }) => pid || '–')) || '–'}, Node ${list(sources.map(({ node }) => node)) || '–'}`,
    ],
    [
      'Engine',
      `${visibleName(status.engine) || '–'}, ${status.rate || '–'} Hz`,
      'How samples are taken, and how many in a second.',
    ],
    ['Measured', formatDuration(totals.elapsedMicros), formatRange(range) || 'The file does not say when.'],
    ['Requests', formatCount(totals.requests)],
    ['Rate', `${rate(totals.requests / seconds)} requests/s`],
    ['Errors', formatCount(totals.errors), 'Responses with a status of 500 or more.'],
    [
      'CPU',
      `${formatDuration(totals.cpuMicros)}, ${formatShare(shareOf(totals.cpuMicros, totals.elapsedMicros))} of a core`,
      'Time of the processor in the JavaScript thread.',
    ],
    ['Samples', formatCount(totals.samples)],
    [
      'Profiler’s own cost',
      formatShare(shareOf(totals.profilerMicros, totals.elapsedMicros)),
      'Of the measured time: reading samples and making reports.',
    ],
  ];
  return (
    <dl class="strip">
      {facts.map(([name, value, help]) => (
        <div key={name} title={help}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function rate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '0';
  return perSecond >= 100 ? formatCount(perSecond) : perSecond.toPrecision(3);
}
