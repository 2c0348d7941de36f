import { setTimeout } from 'node:timers/promises';

const ALL_ROUTES = 500;
const SETTLE_ATTEMPTS = 20;
const SETTLE_PAUSE_MILLIS = 100;

/** The part of the report's JSON that the demo reads. */
export interface Report {
  readonly totals: {
    readonly elapsedMicros: number;
    readonly idleMicros: number;
    readonly gcMicros: number;
    readonly backgroundMicros: number;
    readonly profilerMicros: number;
  };
  readonly routes: readonly ReportRoute[];
}

export interface ReportRoute {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  readonly cpuMicros: number;
  readonly wallMicros: number;
  readonly latencyMicros: { readonly mean: number };
}

export async function fetchReport(reportUrl: string): Promise<Report> {
  const text = await fetchReportAs(reportUrl, 'json', `&limit=${ALL_ROUTES}`);
  return JSON.parse(text) as Report;
}

/** The report, once it has this many requests: the server sees a response end a moment later than the client. */
export async function fetchSettledReport(reportUrl: string, requests: number): Promise<Report> {
  for (let attempt = 1; ; attempt += 1) {
    const report = await fetchReport(reportUrl);
    const seen = report.routes.reduce((sum, route) => sum + route.requests, 0);
    if (seen >= requests || attempt === SETTLE_ATTEMPTS) return report;
    await setTimeout(SETTLE_PAUSE_MILLIS);
  }
}

export async function fetchReportAs(reportUrl: string, format: string, moreQuery = ''): Promise<string> {
  const response = await fetch(`${reportUrl}?format=${format}${moreQuery}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`the report answered ${response.status}: ${text.slice(0, 200)}`);
  return text;
}
