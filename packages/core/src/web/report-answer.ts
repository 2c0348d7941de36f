import type { ReportRequest, ReportResponse } from '../contract.ts';
import { findExportFormat } from '../export/formats.ts';
import { QueryError } from '../query/query.ts';
import type { PageLinks } from '../render/shell.ts';
import type { ReportActions, ReportControl, SavedFile } from './actions.ts';
import type { Assets } from './assets.ts';
import { chooseFormat, contentTypes, type Format, fromAccept } from './format.ts';
import { headerOf } from './guard.ts';
import { respond } from './respond.ts';

/** As in Go. */
const defaultSeconds = 30;
const mostSeconds = 300;

/** The report, or the part of the profile that it shows as a file for another tool. */
export async function answerQuery(
  actions: ReportActions,
  links: PageLinks,
  request: ReportRequest,
  search: URLSearchParams,
): Promise<ReportResponse> {
  const exported = findExportFormat(search.get('format'));
  if (exported !== undefined) {
    const { contentType } = exported;
    return await answerFile(actions, links, contentType, () => actions.download(search, exported));
  }
  const accept = headerOf(request, 'accept');
  let format: Format = fromAccept(accept ?? '*/*');
  try {
    format = chooseFormat(search.get('format'), accept);
    return respond(200, contentTypes[format], await actions.report(search, format, links));
  } catch (error) {
    return explained(error, actions, links, format);
  }
}

/** The report as one file that opens by itself. */
export function answerSave(
  actions: ReportActions,
  { links, parts }: Assets,
  search: URLSearchParams,
): Promise<ReportResponse> {
  return answerFile(actions, links, contentTypes.html, () => actions.save(search, parts()));
}

/** Answers as Go's `net/http/pprof` does at `/debug/pprof/profile`, for tools that expect that. */
export function answerRecording(
  record: ReportControl['record'],
  actions: ReportActions,
  links: PageLinks,
  request: ReportRequest,
  search: URLSearchParams,
): Promise<ReportResponse> {
  return answerFile(actions, links, 'application/octet-stream', async () =>
    record(secondsOf(search.get('seconds')), request.onLeave),
  );
}

async function answerFile(
  actions: ReportActions,
  links: PageLinks,
  contentType: string,
  make: () => Promise<SavedFile | undefined>,
): Promise<ReportResponse> {
  try {
    const file = await make();
    if (file === undefined) return respond(408, contentTypes.text, 'The client has left.\n');
    const disposition = `attachment; filename="${file.name}"`;
    return respond(200, contentType, file.body, { 'content-disposition': disposition });
  } catch (error) {
    return explained(error, actions, links, 'text');
  }
}

function explained(error: unknown, actions: ReportActions, links: PageLinks, format: Format): ReportResponse {
  if (!(error instanceof QueryError)) throw error;
  return respond(400, contentTypes[format], actions.explain(error.message, format, links));
}

function secondsOf(given: string | null): number {
  if (given === null || given === '') return defaultSeconds;
  const seconds = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (seconds >= 1 && seconds <= mostSeconds) return seconds;
  throw new QueryError(
    `seconds=${JSON.stringify(given.slice(0, 60))} is not valid. Give a whole number from 1 to ${mostSeconds}.`,
  );
}
