import type { ReportModel } from '@routeprof/core';
import type { RouteAccount } from './own-clock.ts';

/** A figure of the report beside the app's own, in microseconds per request. */
export interface LatencyRow {
  readonly route: string;
  readonly part: 'own' | 'queued' | 'wait' | 'total' | 'counted';
  readonly truth: number;
  readonly reported: number;
  /** The difference as a share of the route's latency. */
  readonly error: number;
}

export interface BlameTruth {
  readonly route: string;
  readonly by: string;
  readonly truth: number;
  readonly reported: number;
}

export function latencyTable(
  report: ReportModel,
  accounts: Readonly<Record<string, RouteAccount>>,
): LatencyRow[] {
  return report.routes.flatMap(({ route, latencyParts, latencyMicros }) => {
    const account = accounts[route];
    if (account === undefined) return [];
    const { requests } = account;
    const [total, wait, queued] = [account.totalMicros, account.waitMicros, account.queuedMicros].map(
      (micros) => micros / requests,
    ) as [number, number, number];
    const row = (part: LatencyRow['part'], truth: number, reported: number): LatencyRow => ({
      ...{ route, part, truth, reported },
      error: (reported - truth) / total,
    });
    return [
      row('own', total - wait - queued, latencyParts.cpuMicros + latencyParts.gcMicros),
      row('queued', queued, latencyParts.queuedMicros),
      row('wait', wait, latencyParts.waitMicros),
      row('total', total, latencyParts.totalMicros),
      row('counted', latencyMicros.mean, latencyParts.totalMicros),
    ];
  });
}

export function blameTable(
  report: ReportModel,
  accounts: Readonly<Record<string, RouteAccount>>,
): BlameTruth[] {
  return Object.entries(accounts).flatMap(([route, { requests, behind }]) =>
    Object.entries(behind).map(([by, micros]) => ({
      route,
      by,
      truth: micros / requests,
      reported: report.blame.find((row) => row.route === route && row.byRoute === by)?.micros ?? 0,
    })),
  );
}

const millis = (micros: number): string => (micros / 1000).toFixed(2).padStart(8);

export function printLatency(rows: readonly LatencyRow[]): string {
  return rows
    .map(
      ({ route, part, truth, reported, error }) =>
        `${route.padEnd(10)} ${part.padEnd(8)} ${millis(truth)} ${millis(reported)} ms ${(error * 100).toFixed(1).padStart(6)} %`,
    )
    .join('\n');
}
