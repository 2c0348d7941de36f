import type { ReportModel } from '@routeprof/core';
import type { RouteAccount } from './own-clock.ts';

/** A figure of the report beside the app's own, in microseconds per request. */
export interface LatencyRow {
  readonly route: string;
  /** `waiting`: queued and wait together, where the app cannot tell them apart. */
  readonly part: 'own' | 'queued' | 'wait' | 'waiting' | 'total' | 'counted';
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

/** What these wait for ends in a thread of their process, at a moment that nobody tells. */
const endsUnseen = new Set(['/hash', '/file']);

export function latencyTable(
  report: ReportModel,
  accounts: Readonly<Record<string, RouteAccount>>,
  atATime: number,
): LatencyRow[] {
  return report.routes.flatMap(({ route, latencyParts, latencyMicros }) => {
    const account = accounts[route];
    if (account === undefined) return [];
    const { requests } = account;
    const [wait, queued] = [account.waitMicros / requests, account.queuedMicros / requests];
    const { cpuMicros, gcMicros, queuedMicros, waitMicros, totalMicros } = latencyParts;
    const total = account.totalMicros / requests;
    const row = (part: LatencyRow['part'], truth: number, reported: number): LatencyRow => ({
      ...{ route, part, truth, reported },
      error: (reported - truth) / total,
    });
    return [
      row('own', total - wait - queued, cpuMicros + gcMicros),
      // With one request at a time nobody else has the loop: who is called late has waited for a core.
      ...(endsUnseen.has(route) || atATime === 1
        ? [row('waiting', wait + queued, queuedMicros + waitMicros)]
        : [row('queued', queued, queuedMicros), row('wait', wait, waitMicros)]),
      row('total', total, totalMicros),
      row('counted', latencyMicros.mean, totalMicros),
    ];
  });
}

/** The same rows of several runs, each with its mean error. */
export function meanRows(runs: readonly (readonly LatencyRow[])[]): LatencyRow[] {
  const [first = []] = runs;
  return first.map((row) => {
    const same = runs.flatMap((rows) =>
      rows.filter(({ route, part }) => route === row.route && part === row.part),
    );
    return { ...row, error: same.reduce((sum, { error }) => sum + error, 0) / same.length };
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

/** The place where each route waits longest, with what it waits for. */
export function longestWaits(report: ReportModel): ReadonlyMap<string, { site: string; kind: string }> {
  const longest = new Map<string, { micros: number; site: string; kind: string }>();
  for (const { route, kind, file, line, micros } of report.waits) {
    if (micros > (longest.get(route)?.micros ?? 0))
      longest.set(route, { micros, kind, site: `${file.slice(file.lastIndexOf('/') + 1)}:${line}` });
  }
  return longest;
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
