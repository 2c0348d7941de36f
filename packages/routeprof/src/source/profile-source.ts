import type { Window } from '@routeprof/core/tools';
import { profileOf, readProfileFile } from './profile-file.ts';
import { isUrl, reportUrl } from './report-url.ts';

/** The profile of a running app, or of a file. Throws a `UsageError` when there is no such app or file. */
export async function readSource(where: string, token: string | undefined): Promise<Window> {
  if (!isUrl(where)) return await readProfileFile(where);
  const report = reportUrl(where, token);
  return await profileOf(await report.download(), report.href);
}
