import type { Window } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';
import { profileOf, readProfileFile } from './profile-file.ts';
import { isUrl, reportUrl } from './report-url.ts';

/**
 * A profile to compare, from a running app or a file. Throws a `UsageError` when there is no such app or file, or when
 * it has no requests: profiles are compared by cost per request.
 */
export async function readComparable(where: string, token: string | undefined): Promise<Window> {
  const window = isUrl(where) ? await download(where, token) : await readProfileFile(where);
  if (window.routes.some(({ requests }) => requests > 0)) return window;
  throw new UsageError(
    isUrl(where)
      ? `${where} has counted no request since it started or was cleared, so there is no cost per request to compare. Send it some first, for example with routeprof check.`
      : `${where} has no requests in it, so there is no cost per request to compare. Give a pprof file that routeprof wrote while the app had requests: from routeprof check --output, or from the report's page.`,
  );
}

async function download(address: string, token: string | undefined): Promise<Window> {
  const report = reportUrl(address, token);
  return await profileOf(await report.download(), report.href);
}
