import { createHash, timingSafeEqual } from 'node:crypto';
import type { ReportRequest } from '../contract.ts';
import { isProduction } from '../production.ts';
import { type Forwarded, findForwarded } from './forwarding.ts';

export interface GuardOptions {
  readonly authorize: ((request: never) => boolean | Promise<boolean>) | undefined;
  readonly token: string | undefined;
  /** Without the two above, also admits this machine where `NODE_ENV` says production: the report is not of an app. */
  readonly isTool?: boolean;
  onFailure(error: unknown): void;
}

/**
 * `refused` looks to the client like an app without a profiler. `signIn` came with the token in the URL. `Forwarded`
 * came from this machine to this machine, and only that header keeps it out.
 */
export type Admission = 'admitted' | 'refused' | 'signIn' | Forwarded;

export const cookieName = 'routeprof';

/** Decides who may see the report. Nothing that a header claims opens it. */
export async function admit(
  request: ReportRequest,
  search: URLSearchParams,
  options: GuardOptions,
): Promise<Admission> {
  const { token, authorize } = options;
  if (token === undefined && authorize === undefined) return admitHere(request, options);
  if (token !== undefined) {
    // First of all, because a token must leave the URL, even if the client has the cookie.
    const fromUrl = search.get('token');
    if (fromUrl !== null && isSame(fromUrl, token)) return 'signIn';
    if (hasToken(request, token)) return 'admitted';
  }
  return (await isAuthorized(request, options)) ? 'admitted' : 'refused';
}

/**
 * Whether a request may ask for a trace of itself: as `admit`, but at once where the app's `authorize` need not be asked.
 */
export function mayTrace(request: ReportRequest, options: GuardOptions): boolean | Promise<boolean> {
  const { token, authorize } = options;
  if (token === undefined && authorize === undefined) return admitHere(request, options) === 'admitted';
  if (token !== undefined && hasToken(request, token)) return true;
  return authorize === undefined ? false : isAuthorized(request, options);
}

/** Without a token and without `authorize`: this machine only, and not in production. */
function admitHere(
  request: ReportRequest,
  { isTool = false }: GuardOptions,
): 'admitted' | 'refused' | Forwarded {
  if ((isProduction() && !isTool) || !isLocal(request)) return 'refused';
  return findForwarded(request) ?? 'admitted';
}

function hasToken(request: ReportRequest, token: string): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (bearer !== undefined && isSame(bearer, token)) return true;
  return cookiesOf(request, cookieName).some((value) => isSame(value, cookieOf(token)));
}

async function isAuthorized(
  request: ReportRequest,
  { authorize, onFailure }: GuardOptions,
): Promise<boolean> {
  try {
    return authorize !== undefined && (await authorize(request.raw as never)) === true;
  } catch (error) {
    onFailure(error);
    return false;
  }
}

/** The cookie's value says that its bearer knew the token, without being the token. */
export function cookieOf(token: string): string {
  return createHash('sha256').update(`routeprof cookie ${token}`).digest('base64url');
}

/**
 * Whether a request to change something comes from the report's own page, or from a program. Browsers say where a
 * request comes from, and that must be the same origin.
 */
export function isOwnOrigin(request: ReportRequest): boolean {
  const site = headerOf(request, 'sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return true;
  const hosts = [hostOf(request), headerOf(request, 'x-forwarded-host')];
  return hosts.includes(origin.replace(/^https?:\/\//, ''));
}

export function headerOf({ headers }: ReportRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** HTTP/2 has `:authority` for it; HTTP/1 can have no header of that name. */
function hostOf(request: ReportRequest): string | undefined {
  return headerOf(request, 'host') ?? headerOf(request, ':authority');
}

function isLocal(request: ReportRequest): boolean {
  return isLoopback(request.peer) && isLocalHost(hostOf(request)) && !isAskedByOtherSite(request);
}

/** A link on another site may lead here, but its scripts may not read the report, whatever the app's CORS headers say. */
function isAskedByOtherSite(request: ReportRequest): boolean {
  return (
    request.method !== 'POST' &&
    headerOf(request, 'sec-fetch-site') === 'cross-site' &&
    headerOf(request, 'sec-fetch-mode') !== 'navigate'
  );
}

function isLoopback(address = ''): boolean {
  return /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
}

/** Against DNS rebinding: a page of another site whose name resolves to 127.0.0.1 still sends that name. */
function isLocalHost(host = ''): boolean {
  return /^(([\w-]+\.)*localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host);
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function cookiesOf(request: ReportRequest, name: string): string[] {
  return (headerOf(request, 'cookie') ?? '').split(/; */).flatMap((pair) => {
    const [key, value] = pair.split('=', 2);
    return key === name && value !== undefined ? [value] : [];
  });
}
