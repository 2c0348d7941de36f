import { titleOf } from '../frameworks.ts';
import type { Figures } from '../measure/figures.ts';
import { isOverloaded, sizeOf, startOf } from './cost-table.ts';
import { isOwn, kindOf } from './kinds.ts';
import type { StoredResults } from './stored.ts';
import { worstFunction } from './truth-tables.ts';

interface Compared {
  readonly what: string;
  /** By variant; the least is the best. */
  readonly values: ReadonlyMap<string, number | undefined>;
  show(value: number): string;
}

const notCompared = ['plain', 'plain-again'];

/** For each figure, the peers that are better than one of our two ways. */
export function betterPeers(results: StoredResults): string {
  const lines = comparedOf(results).flatMap(({ what, values, show }) => {
    const known = [...values].filter(
      (entry): entry is [string, number] => entry[1] !== undefined && !notCompared.includes(entry[0]),
    );
    const own = known.filter(([variant]) => isOwn(variant));
    const worst = Math.max(...own.map(([, value]) => value));
    const better = known.filter(([variant, value]) => !isOwn(variant) && value < worst);
    if (own.length === 0 || better.length === 0) return [];
    const list = (some: readonly [string, number][]): string =>
      [...some]
        .sort(([, a], [, b]) => a - b)
        .map(([variant, value]) => `${kindOf(variant).name} ${show(value)}`)
        .join(', ');
    return [`- **${what}**: ${list(better)}; ours: ${list(own)}.`];
  });
  return lines.length === 0 ? 'In none of these figures.' : lines.join('\n');
}

function comparedOf(results: StoredResults): Compared[] {
  const { compare, truth } = results;
  const first = compare?.cells[0];
  const sizes = first?.figures.map(({ variant }): [string, number | undefined] => [
    variant,
    sizeOf(results, first.framework, variant)?.bytes,
  ]);
  return [
    ...(compare?.cells ?? []).flatMap(({ framework, figures }): Compared[] => {
      const of = (value: (figures: Figures) => number | undefined) =>
        new Map(figures.map((one) => [one.variant, value(one)]));
      const start = (value: 'cpuMillis' | 'wallMillis') =>
        of(({ variant }) => startOf(results, framework, variant)?.[value]);
      const where = titleOf(framework);
      return [
        {
          what: `CPU for a request, ${where}`,
          values: of(({ cpuRatio }) => cpuRatio.median),
          show: (ratio) => `${ratio.toFixed(2)}×`,
        },
        {
          what: `p99, ${where}`,
          values: of((one) => (isOverloaded(one) ? Number.POSITIVE_INFINITY : one.p99Millis)),
          show: (millis) => (Number.isFinite(millis) ? `${millis.toFixed(1)} ms` : 'queues'),
        },
        {
          what: `Memory, ${where}`,
          values: of(({ mebibytes }) => mebibytes),
          show: (mebibytes) => `${mebibytes.toFixed(0)} MiB`,
        },
        {
          what: `CPU until the server listens, ${where}`,
          values: start('cpuMillis'),
          show: (millis) => `${millis.toFixed(0)} ms`,
        },
      ];
    }),
    {
      what: 'Installed size',
      values: new Map([...(sizes ?? []), ['cpu-prof', sizes === undefined ? undefined : 0]]),
      show: (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
    },
    {
      what: 'Largest error of a function',
      values: new Map(truth?.rows.map((row) => [row.variant, Math.abs(worstFunction(row))])),
      show: (error) => `${(error * 100).toFixed(1)} %`,
    },
  ];
}
