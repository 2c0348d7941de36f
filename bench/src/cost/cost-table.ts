import { titleOf } from '../frameworks.ts';
import type { Figures } from '../measure/figures.ts';
import type { StartUpRow } from '../modes/start-up.ts';
import { table } from '../output/table.ts';
import { kindOf } from './kinds.ts';
import type { StoredCell, StoredResults } from './stored.ts';

/** Half of plain's rate is more than such a variant can answer: requests queue. */
export function isOverloaded({ cpuRatio }: Figures): boolean {
  return cpuRatio.median > 2;
}

/** One framework's table of all that profilers cost. */
export function costTable(cell: StoredCell, results: StoredResults): string {
  const rows = cell.figures.map((figures, i) => {
    const { variant, cpuMicros, cpuRatio, perSecond, p99Millis, mebibytes } = figures;
    const start = startOf(results, cell.framework, variant);
    const size = sizeOf(results, cell.framework, variant);
    return [
      kindOf(variant).name,
      cpuMicros.toFixed(1),
      i === 0
        ? '1'
        : `${cpuRatio.median.toFixed(2)} (${cpuRatio.low.toFixed(2)}–${cpuRatio.high.toFixed(2)})`,
      Math.round(perSecond).toLocaleString('en'),
      p99Millis === undefined ? '' : `${p99Millis.toFixed(1)}${isOverloaded(figures) ? ' ¹' : ''}`,
      mebibytes.toFixed(0),
      start === undefined ? '' : start.wallMillis.toFixed(0),
      start === undefined ? '' : start.cpuMillis.toFixed(0),
      size === undefined ? '' : (size.bytes / 1e6).toFixed(1),
      size === undefined ? '' : String(size.packages),
    ];
  });
  return [
    `### ${titleOf(cell.framework)}, hello world, Node ${cell.node}`,
    '',
    table(
      [
        'profiler',
        ' CPU for a request, µs',
        ' over no profiler (95 %)',
        ' requests/s of a core',
        ' p99, ms',
        ' memory, MiB',
        ' listens after, ms',
        ' CPU until then, ms',
        ' installs, MB',
        ' packages',
      ],
      rows,
    ),
  ].join('\n');
}

export function startOf(results: StoredResults, framework: string, variant: string): StartUpRow | undefined {
  return results['start-up']?.rows.find((row) => row.framework === framework && row.variant === variant);
}

export function sizeOf(
  results: StoredResults,
  framework: string,
  variant: string,
): { readonly bytes: number; readonly packages: number } | undefined {
  const name = variant === 'middleware' ? `@routeprof/${framework}` : kindOf(variant).size;
  return results['installed-size']?.rows.find((row) => row.variant === name);
}
