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
    isUrl(where)
      ? `${where} has had no request that counts since it began or was cleared, and what a request costs is what is compared. Send it some first, such as by routeprof check.`
      : `${where} tells of no requests, and what a request costs is what is compared. Give a pprof file that routeprof has written while requests came: by routeprof check --output, or from the report's page.`,
  );
}

async function download(address: string, token: string | undefined): Promise<Window> {
  const report = reportUrl(address, token);
  return await profileOf(await report.download(), report.href);
}
