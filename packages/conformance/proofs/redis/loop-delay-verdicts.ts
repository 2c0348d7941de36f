import type { Random } from '../../../../apps/shop/src/random.ts';
import { type Estimate, estimate, median } from '../../../../bench/src/statistics.ts';
import type { LoopDelay } from './watch-loop.ts';

/** The same time of two fleets: each figure is the mean of its processes. */
export interface PairedRound {
  /** Processes live for one start. */
  readonly start: number;
  readonly fault: string;
  readonly stored: LoopDelay;
  readonly unstored: LoopDelay;
}

const figures: Readonly<Record<keyof LoopDelay, string>> = {
  p50Millis: 'p50',
  p99Millis: 'p99',
  longestMillis: 'longest',
  longestTurnMillis: 'longest turn, CPU',
  cpuMillis: 'CPU in a second',
};

/** As Markdown: medians of rounds, and the median of the differences within rounds, with its interval. */
export function verdictTable(rounds: readonly PairedRound[], random: Random): string {
  const faults = [...new Set(rounds.map(({ fault }) => fault))].sort();
  const rows = faults.flatMap((fault) =>
    (Object.keys(figures) as (keyof LoopDelay)[]).map((figure) => {
      const some = rounds.filter((round) => round.fault === fault);
      const of = (value: (round: PairedRound) => number): Estimate => estimate(byStart(some, value), random);
      const difference = of(({ stored, unstored }) => stored[figure] - unstored[figure]);
      return [
        ...[fault, figures[figure], some.length],
        median(some.map(({ stored }) => stored[figure])).toFixed(2),
        median(some.map(({ unstored }) => unstored[figure])).toFixed(2),
        textOf(difference),
        textOf(of(({ stored, unstored }) => stored[figure] / unstored[figure])),
        verdictOf(difference),
      ].join(' | ');
    }),
  );
  return [
    '| Redis | figure | rounds | with it, ms | without a store, ms | difference, ms (95 %) | ratio (95 %) | verdict |',
    '|---|---|--:|--:|--:|--:|--:|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

function byStart(rounds: readonly PairedRound[], value: (round: PairedRound) => number): number[][] {
  const starts = [...new Set(rounds.map(({ start }) => start))];
  return starts.map((start) => rounds.filter((round) => round.start === start).map(value));
}

function textOf({ median, low, high }: Estimate): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function verdictOf({ low, high }: Estimate): string {
  if (low > 0) return `${low.toFixed(2)} to ${high.toFixed(2)} ms more with Redis`;
  if (high < 0) return `${(-high).toFixed(2)} to ${(-low).toFixed(2)} ms less with Redis`;
  return `no difference larger than ${Math.max(-low, high).toFixed(2)} ms`;
}
