import type { ReportModel } from '@routeprof/core';
import { createFileReport } from '@routeprof/core/tools';
import { readProfileFile } from './profile-file.ts';
import { isUrl, reportUrl } from './report-url.ts';

/** Where reports come from: a running app, or a file. */
export interface ReportSource {
  /** `signal`: the answer is no longer needed. */
  ask(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<ReportModel>;
  /** The report's page; `undefined` for a file. */
  readonly href: string | undefined;
}

/** @throws UsageError when there is no such app or file. */
export async function reportSource(where: string, token: string | undefined): Promise<ReportSource> {
  if (isUrl(where)) return reportUrl(where, token);
  const report = createFileReport(await readProfileFile(where));
  return { href: undefined, ask: (query) => report.ask(new URLSearchParams(query)) };
}
