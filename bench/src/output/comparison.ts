import { titleOf } from '../frameworks.ts';
import { isWithin, limitOf } from '../limits.ts';
import type { Figures } from '../measure/figures.ts';
import type { Slice } from '../measure/slice.ts';
import type { Start } from '../measure/start.ts';
import { type Estimate, median } from '../statistics.ts';
import { variantOf } from '../variants/table.ts';
import { type Workload, workloadTitles } from '../workloads.ts';
import { table } from './table.ts';

/** One framework with one workload on one Node. */
export interface MeasuredCell {
  readonly major: number;
  readonly framework: string;
  readonly workload: Workload;
  readonly figures: readonly Figures[];
  readonly starts: readonly Start[];
}

/** A table for all cells of a Node. */
export function renderCells(cells: readonly MeasuredCell[]): string {
  return table(
    [
      'framework',
      'workload',
      'variant',
      ' CPU µs',
      ' ratio',
      ' 95 %',
      ' of sums',
      ' between, ms/s',
      ' limit',
      ' requests/s',
      ' MiB',
      ' p99 ms',
      ' ratio',
      ' 95 %',
      ' busy',
    ],
    cells.flatMap((cell) => cell.figures.map((figures) => rowOf(cell, figures))),
  );
}

function rowOf({ major, framework, workload, figures: all }: MeasuredCell, figures: Figures): string[] {
  const { variant, cpuMicros, cpuRatio, p99Millis, p99Ratio } = figures;
  const limit = limitOf(major, framework, workload, variant, all);
  const isBase = variant === all[0]?.variant;
  return [
    titleOf(framework),
    workloadTitles[workload],
    variantOf(variant).title,
    cpuMicros.toFixed(cpuMicros < 100 ? 2 : 0),
    isBase ? '1' : cpuRatio.median.toFixed(3),
    isBase ? '' : intervalOf(cpuRatio),
    isBase ? '' : figures.sumRatio.toFixed(3),
    (figures.shareBetween * 1000).toFixed(1),
    limit === undefined ? '' : `${limit.toFixed(2)}, ${isWithin(limit, cpuRatio) ? 'met' : 'missed'}`,
    figures.perSecond.toFixed(0),
    figures.mebibytes.toFixed(0),
    p99Millis?.toFixed(2) ?? '',
    isBase || p99Ratio === undefined ? '' : p99Ratio.median.toFixed(2),
    isBase || p99Ratio === undefined ? '' : intervalOf(p99Ratio, 2),
    figures.busyShare === undefined ? '' : percent(figures.busyShare),
  ];
}

/** One line about a cell. */
export function summaryOf({ major, framework, workload, figures }: MeasuredCell): string {
  const [base, ...others] = figures;
  const ratios = others.map(
    ({ variant, cpuRatio }) =>
      `${variantOf(variant).name} ${cpuRatio.median.toFixed(3)} (${intervalOf(cpuRatio)})`,
  );
  const where = `Node ${major}, ${titleOf(framework)}, ${workloadTitles[workload]}`;
  return `${where}, plain ${base?.cpuMicros.toFixed(1)} µs: ${ratios.join(', ')}`;
}

/** What may have disturbed the figures. */
export function remarks(cells: readonly MeasuredCell[]): string {
  const slices = cells.flatMap(({ starts }) =>
    starts.flatMap(({ cpu }) => cpu.flatMap((round) => [...round.values()].flat())),
  );
  const of = (figure: (slice: Slice) => number): number => median(slices.map(figure));
  const busiest = Math.max(0, ...slices.map(({ cpuShare }) => cpuShare));
  const ended = slices.reduce((sum, { endedThreads }) => sum + endedThreads, 0);
  const others = of(({ othersShare }) => othersShare);
  return [
    `In the median slice, other processes took ${percent(others)} of the servers' core, and the load`,
    `${percent(of(({ cpuShare }) => cpuShare))} of its own (at most ${percent(busiest)}).`,
    ...(ended > 0 ? [`${ended} threads ended within a slice; the CPU that they used in it is missing.`] : []),
  ].join(' ');
}

function intervalOf({ low, high }: Estimate, digits = 3): string {
  return `${low.toFixed(digits)}–${high.toFixed(digits)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
