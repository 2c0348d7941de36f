import type { Window } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';
import { profileOf, readProfileFile } from './profile-file.ts';
import { isUrl, reportUrl } from './report-url.ts';

/**
 * The profile of a running app, or of a file, to be compared. Throws a `UsageError` when there is no such app or file,
 * or no request in it: what is compared is what a request costs.
 */
export async function readComparable(where: string, token: string | undefined): Promise<Window> {
  const window = isUrl(where) ? await download(where, token) : await readProfileFile(where);
  if (window.routes.some(({ requests }) => requests > 0)) return window;
  throw new UsageError(
    `${where} knows of no requests, and what a request costs is what is compared. Give profiles that routeprof measured while requests came, saved as pprof.`,
  );
}

async function download(address: string, token: string | undefined): Promise<Window> {
  const report = reportUrl(address, token);
  return await profileOf(await report.download(), report.href);
}
