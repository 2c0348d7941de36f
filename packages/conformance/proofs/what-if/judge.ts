import type { Finding, ReportModel } from '@routeprof/core';
import type { Sin } from './sins.ts';

/** In microseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

export interface Verdict {
  /** What the report says, if it says it. */
  readonly finding: Finding | undefined;
  readonly predicted: Quantiles;
  readonly before: Quantiles;
  readonly real: Quantiles;
}

/** What was predicted beside what was saved. */
export function judgeSin(
  sin: Sin,
  report: ReportModel,
  beforeMicros: readonly number[],
  afterMicros: readonly number[],
): Verdict {
  const finding = report.findings.find(
    ({ kind, method, route, text }) =>
      kind === sin.kind &&
      `${method} ${route}` === `${sin.arrivals.method} ${sin.arrivals.path}` &&
      text.includes(sin.says ?? ''),
  );
  const [before, after] = [quantilesOf(beforeMicros), quantilesOf(afterMicros)];
  return {
    finding,
    predicted: finding?.savesMicros ?? { p50: 0, p95: 0 },
    before,
    real: { p50: before.p50 - after.p50, p95: before.p95 - after.p95 },
  };
}

function quantilesOf(micros: readonly number[]): Quantiles {
  const sorted = micros.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
