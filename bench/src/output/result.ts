import { aimOf } from '../aims.ts';
import { titleOf } from '../frameworks.ts';
import type { Comparison, Cost } from '../measure/compare.ts';
import type { Drains } from '../measure/drains.ts';
import type { Startup } from '../measure/startup.ts';
import type { Variant } from '../servers/variant.ts';
import type { Spread } from '../statistics.ts';
import { workloadTitles } from '../workloads.ts';
import { table } from './table.ts';

/** Everything that was measured on one Node. */
export interface NodeResult {
  readonly version: string;
  readonly rate: number | undefined;
  readonly comparisons: readonly Comparison[];
  readonly startups: readonly Startup[];
  readonly drains: readonly Drains[];
}

export function renderResult(result: NodeResult): string {
  const { version, comparisons } = result;
  const facts = comparisons.flatMap((comparison) => comparison.facts);
  const longest = Math.max(...facts.map(({ longestDrainMicros }) => longestDrainMicros));
  const loadShare = Math.max(...comparisons.map((comparison) => comparison.loadShare));
  const [first] = facts;
  return [
    `### Node ${version}: engine ${first?.engine ?? 'none'}, ${first?.rate ?? 0} samples a second`,
    costTable(result),
    ...(loadShare > 0.9
      ? [`The load took up to ${percent(loadShare)} of its own core: it may have been the limit.`]
      : []),
    bystanders(comparisons),
    'Start-up (medians):',
    startupTable(result.startups),
    `Steps of drains under load (the longest in all runs above: ${(longest / 1000).toFixed(2)} ms):`,
    drainTable(result.drains),
  ].join('\n\n');
}

/** One line about one comparison. */
export function summaryOf({ framework, workload, costs }: Comparison): string {
  const ratios = [...costs].flatMap(([variant, { cpuRatio }]) =>
    variant === 'plain' ? [] : [`${variantTitles[variant]} ${spread(cpuRatio)}`],
  );
  return `${titleOf(framework)}, ${workloadTitles[workload]}: ${ratios.join(', ')}`;
}

function costTable({ version, rate, comparisons }: NodeResult): string {
  const rows = comparisons.flatMap(({ framework, workload, costs }) => {
    const plain = costs.get('plain') as Cost;
    return [...costs].flatMap(([variant, cost]) => {
      if (variant === 'plain') return [];
      const aim =
        variant === 'profiled' && rate === undefined
          ? aimOf(Number.parseInt(version, 10), comparisons, framework, workload)
          : undefined;
      return [
        [
          titleOf(framework),
          workloadTitles[workload],
          variantTitles[variant],
          plain.cpuMicros.toFixed(1),
          cost.cpuMicros.toFixed(1),
          spread(cost.cpuRatio),
          aim === undefined ? '' : `${aim.toFixed(2)}, ${cost.cpuRatio.median <= aim ? 'met' : 'missed'}`,
          plain.p99Millis.toFixed(2),
          cost.p99Millis.toFixed(2),
          spread(cost.p99Ratio),
        ],
      ];
    });
  });
  return table(
    [
      'framework',
      'workload',
      'with',
      ' plain µs CPU/request',
      ' with it',
      ' ratio (quartiles)',
      ' aim',
      ' plain p99 ms',
      ' with it',
      ' ratio (quartiles)',
    ],
    rows,
  );
}

const variantTitles: Record<Variant, string> = {
  plain: 'nothing',
  profiled: 'routeprof',
  als: 'AsyncLocalStorage alone',
};

function startupTable(startups: readonly Startup[]): string {
  return table(
    ['framework', ' import ms', ' createProfiler() ms', ' listening after ms', ' with routeprof', ' more'],
    startups.map(({ framework, importMillis, callMillis, plainMillis, profiledMillis }) => [
      titleOf(framework),
      importMillis.toFixed(1),
      callMillis.toFixed(1),
      plainMillis.toFixed(1),
      profiledMillis.toFixed(1),
      (profiledMillis - plainMillis).toFixed(1),
    ]),
  );
}

function drainTable(drains: readonly Drains[]): string {
  return table(
    ['framework', 'workload', ' steps', ' median ms', ' p99 ms', ' longest ms'],
    drains.map(({ framework, workload, count, medianMillis, p99Millis, maxMillis }) => [
      titleOf(framework),
      workloadTitles[workload],
      String(count),
      medianMillis.toFixed(2),
      p99Millis.toFixed(2),
      maxMillis.toFixed(2),
    ]),
  );
}

function spread({ median, low, high }: Spread): string {
  return `${median.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

function bystanders(comparisons: readonly Comparison[]): string {
  const [repeated, disturbed] = [sum(comparisons, 'repeated'), sum(comparisons, 'disturbed')];
  return `Measured again because other processes were busy: ${repeated} rounds. Counted although they were: ${disturbed}.`;
}

function sum(comparisons: readonly Comparison[], name: 'repeated' | 'disturbed'): number {
  return comparisons.reduce((total, comparison) => total + comparison[name], 0);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
