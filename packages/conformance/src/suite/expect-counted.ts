import type { ReportModel } from '@routeprof/core';
import { expect } from 'vitest';
import type { Listening } from '../client/http.ts';
import { readReport, reportPath, requestsOf, rowNames } from '../client/report.ts';
import { until } from '../client/until.ts';

/** Calls `act`, and expects exactly these rows to have grown by these numbers of requests. */
export async function expectCounted(
  server: Listening,
  growth: Readonly<Record<string, number>>,
  act: () => Promise<unknown>,
  path: string = reportPath,
): Promise<ReportModel> {
  const before = await readReport(server, path);
  await act();
  const grown = (model: ReportModel): Record<string, number> =>
    Object.fromEntries(
      rowNames(model)
        .map((name) => [name, requestsOf(model, name) - requestsOf(before, name)] as const)
        .filter(([, count]) => count !== 0),
    );
  const wanted = before.totals.requests + Object.values(growth).reduce((sum, count) => sum + count, 0);
  const after = await until(
    () => readReport(server, path),
    ({ totals, status }) => totals.requests >= wanted && status.openRequests <= before.status.openRequests,
    `${wanted} requests, all ended, to make the rows grow by ${JSON.stringify(growth)}`,
  );
  expect(grown(after), 'requests counted, by row').toEqual(growth);
  return after;
}
