import type { Finding, ReportModel } from '@routeprof/core';
import { createRandom } from '../../../../apps/shop/src/random.ts';
import type { Sin } from './sins.ts';

/** In microseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

/** The smallest and the largest that a number may be, in microseconds. */
export type Interval = readonly [least: number, most: number];

export interface Verdict {
  /** What the report says, if it says it. */
  readonly finding: Finding | undefined;
  readonly predicted: Quantiles;
  readonly traced: number;
  readonly before: Quantiles;
  readonly real: Quantiles;
  /** Of the real saving: 95 of 100 repetitions would be within it. */
  readonly interval: { readonly p50: Interval; readonly p95: Interval };
}

/** Latencies in microseconds, of each round of the load. */
export type Rounds = readonly (readonly number[])[];

export const quantiles = ['p50', 'p95'] as const;
const enoughTraces = 50;
/** How far the real saving may be from what was measured, for it to be known. */
const exact = 0.1;
/** A saving below this is none. */
export const leastMicros = 1_000;

/** Whether the report has as many traces as a window keeps, and the real saving is known well enough to judge by it. */
export function isMeasured({ real, interval, traced }: Verdict): boolean {
  return (
    traced >= enoughTraces &&
    quantiles.every((quantile) => {
      const [least, most] = interval[quantile];
      return (most - least) / 2 < exact * Math.max(Math.abs(real[quantile]), leastMicros);
    })
  );
}

/** What was predicted beside what was saved. */
export function judgeSin(sin: Sin, report: ReportModel, before: Rounds, after: Rounds): Verdict {
  const finding = report.findings.find(
    ({ kind, method, route, text }) =>
      kind === sin.kind &&
      `${method} ${route}` === `${sin.arrivals.method} ${sin.arrivals.path}` &&
      text.includes(sin.says ?? ''),
  );
  return {
    finding,
    predicted: finding?.savesMicros ?? { p50: 0, p95: 0 },
    traced: report.routes.find(({ route }) => route === sin.arrivals.path)?.latencyParts.traced ?? 0,
    before: quantilesOf(before.flat()),
    real: savedBetween(before.flat(), after.flat()),
    interval: intervalOf(before, after),
  };
}

const repetitions = 2_000;
const outside = 0.025;

/**
 * By bootstrap: what would have been saved if other rounds had come, drawn from those that did. Whole rounds, because
 * requests of one round wait for each other, and meet the same other work of the machine; and the same rounds of both apps,
 * which get their requests at the same moments.
 */
function intervalOf(before: Rounds, after: Rounds): Verdict['interval'] {
  const random = createRandom(1);
  const saved = Array.from({ length: repetitions }, () => {
    const drawn = before.map(() => Math.floor(random() * before.length));
    const of = (rounds: Rounds): number[] => drawn.flatMap((round) => rounds[round] ?? []);
    return savedBetween(of(before), of(after));
  });
  const between = (quantile: keyof Quantiles): Interval => {
    const sorted = saved.map((one) => one[quantile]).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    return [at(outside), at(1 - outside)];
  };
  return { p50: between('p50'), p95: between('p95') };
}

function savedBetween(beforeMicros: readonly number[], afterMicros: readonly number[]): Quantiles {
  const [before, after] = [quantilesOf(beforeMicros), quantilesOf(afterMicros)];
  return { p50: before.p50 - after.p50, p95: before.p95 - after.p95 };
}

function quantilesOf(micros: readonly number[]): Quantiles {
  const sorted = micros.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
