import type { FunctionRow, ReportModel, RouteRow } from '@routeprof/core';
import { ask, type Listening } from './http.ts';

/** Where the report is, unless a check mounts it elsewhere. */
export const reportPath = '/__profile__/';

/** The current report, or a part of it, such as `'service=shop'`. Resumes recording, if it was paused. */
export async function readReport(
  server: Listening,
  path: string = reportPath,
  part: string = '',
): Promise<ReportModel> {
  await forgetReading(server, path);
  return await peekReport(server, path, part);
}

/** The report, which may be cached for up to a quarter of a second. */
export async function peekReport(
  server: Listening,
  path: string = reportPath,
  part: string = '',
): Promise<ReportModel> {
  const answer = await ask(server, `${path}?format=json&limit=100000&${part}`);
  if (answer.status !== 200) throw new Error(`The report answered ${answer.status}:\n${answer.raw}`);
  return JSON.parse(answer.body) as ReportModel;
}

/**
 * Reports in quick succession share one reading of the profile. A change of state ends that, and resuming a profiler
 * that is not paused changes nothing else.
 */
async function forgetReading(server: Listening, path: string): Promise<void> {
  const { status } = await ask(server, { method: 'POST', path: `${path}resume`, body: '' });
  if (status !== 200) throw new Error(`POST ${path}resume answered ${status}`);
}

/** A route's row by the name that the report shows, `'GET /shop/orders/:id'`. */
export function findRow(model: ReportModel, name: string): RouteRow | undefined {
  return model.routes.find(({ method, route }) => nameOf(method, route) === name);
}

export function requestsOf(model: ReportModel, name: string): number {
  return findRow(model, name)?.requests ?? 0;
}

export function rowNames(model: ReportModel): string[] {
  return model.routes.map(({ method, route }) => nameOf(method, route)).sort();
}

function nameOf(method: string, route: string): string {
  return method === '*' ? route : `${method} ${route}`;
}

/** A function's row, under one route or, without, in the whole process. */
async function findFunction(
  server: Listening,
  name: string,
  route = '',
  path: string = reportPath,
): Promise<FunctionRow | undefined> {
  const search = new URLSearchParams({
    format: 'json',
    view: 'functions',
    limit: '1000',
    filter: name,
    route,
  });
  const answer = await ask(server, `${path}?${search}`);
  // The route has no row yet, so no function either.
  if (answer.status === 400 && answer.body.includes('no route')) return undefined;
  if (answer.status !== 200) throw new Error(`The report answered ${answer.status}:\n${answer.raw}`);
  return (JSON.parse(answer.body) as ReportModel).functions.find((row) => row.name === name);
}

/** Samples with the function on the stack. */
export async function samplesOf(
  server: Listening,
  name: string,
  route = '',
  path: string = reportPath,
): Promise<number> {
  return (await findFunction(server, name, route, path))?.totalSamples ?? 0;
}
