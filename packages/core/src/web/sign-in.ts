import type { ReportRequest, ReportResponse } from '../contract.ts';
import { cookieName, cookieOf, headerOf } from './guard.ts';
import { redirect } from './respond.ts';

/**
 * Takes the token out of the URL at once: it must not stay in histories and logs. The cookie has no Path, so it is valid
 * for the folder of this URL as the browser sees it, also behind a proxy. That folder must be the report's own, so a URL
 * without the slash at its end leads to `folder` first.
 */
export function signIn(
  request: ReportRequest,
  search: URLSearchParams,
  token: string,
  folder: string | undefined,
): ReportResponse {
  if (folder !== undefined) return redirect(`${folder}/?${search}`, 303);
  search.delete('token');
  return redirect(search.size === 0 ? './' : `./?${search}`, 303, {
    'set-cookie': `${cookieName}=${cookieOf(token)}; HttpOnly; SameSite=Strict${isHttps(request) ? '; Secure' : ''}`,
  });
}

/** By the connection itself, or by what a proxy in front says; a client that lies about it only spoils its own cookie. */
function isHttps(request: ReportRequest): boolean {
  if (request.secure === true) return true;
  return headerOf(request, 'x-forwarded-proto')?.split(',', 1)[0]?.trim() === 'https';
}
