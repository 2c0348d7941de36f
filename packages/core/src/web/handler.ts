import type { ReportRequest, ReportResponse } from '../contract.ts';
import { type ExportFormat, findExportFormat } from '../export/formats.ts';
import { QueryError } from '../query/query.ts';
import type { PageParts } from '../render/saved-page.ts';
import type { PageLinks } from '../render/shell.ts';
import { createAssets, type PageAsset } from './assets.ts';
import { acceptsGzip, compressed } from './compress.ts';
import { chooseFormat, contentTypes, type Format, fromAccept } from './format.ts';
import type { Forwarded } from './forwarding.ts';
import { admit, cookieName, cookieOf, type GuardOptions, headerOf, isOwnOrigin } from './guard.ts';

/** What the pages can ask. */
export interface ReportAnswers {
  /** The report for a query, rendered. Throws a `QueryError` for a question that cannot be answered. */
  report(search: URLSearchParams, format: Format, page: PageLinks): Promise<string>;
  /** A message instead of an answer. */
  explain(message: string, format: Format, page: PageLinks): string;
  /** The report as one file that opens by itself. Throws a `QueryError` like `report`. */
  save(search: URLSearchParams, parts: PageParts): Promise<SavedFile>;
  /** The chosen part of the profile in another tool's format. Throws a `QueryError` like `report`. */
  download(search: URLSearchParams, format: ExportFormat): Promise<SavedFile>;
  /** Whether there is something new, at next to no cost. */
  live(): Promise<LiveState>;
}

/** What the pages can do to what measures. */
export interface ReportControl {
  /**
   * The next seconds, as a pprof profile; `undefined` when the client has left meanwhile. Throws a `BusyError` while
   * another is being recorded.
   */
  record(seconds: number, onLeave: ReportRequest['onLeave']): Promise<SavedFile | undefined>;
  /** Forgets everything, in every process that shares it. */
  clear(): Promise<void>;
  pause(): void;
  resume(): void;
}

/** A profile from a file has no control: nothing measures. */
export type ReportActions = ReportAnswers & Partial<ReportControl>;

export interface SavedFile {
  /** Letters, digits, dots and dashes. */
  readonly name: string;
  readonly body: string | Uint8Array;
}

export interface LiveState {
  /** Changes when a report would say something new. */
  readonly stamp: string;
  readonly paused: boolean;
  readonly requests: number;
  readonly samples: number;
}

export interface HandlerOptions extends GuardOptions {
  /** Where the report is, without a slash at its end. */
  readonly path: string;
  readonly actions: ReportActions;
  /** What the page's build has made. */
  readonly pageAssets: readonly PageAsset[];
}

/** More is asked for at once than can be made. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function isBusy(error: unknown): error is BusyError {
  return error instanceof Error && error.name === 'BusyError';
}

interface TypedFile extends SavedFile {
  readonly type: string;
}

/** As Go has it. */
const usualSeconds = 30;
const mostSeconds = 300;

const commonHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  vary: 'accept, accept-encoding, cookie, authorization',
};

/** The report's URL space. Links and redirects are relative: they hold under any mount and behind any proxy. */
export function createHandler(options: HandlerOptions) {
  const { path, actions } = options;
  const { links, parts, find } = createAssets(options.pageAssets);
  const compressedFiles = new Map<string, Promise<ReportResponse>>();
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);

  return {
    /** A cheap check on every request. */
    owns: (url: string): boolean =>
      url.startsWith(path) && (url.length === path.length || '/?'.includes(url[path.length] as string)),

    async handle(request: ReportRequest): Promise<ReportResponse | undefined> {
      const [pathname = '', query = ''] = splitOnce(request.url, '?');
      const search = new URLSearchParams(query);
      const admission = await admit(request, search, options);
      if (admission === 'refused') return undefined;
      if (typeof admission === 'object') return closedBy(admission);
      const rest = pathname.slice(path.length);
      if (admission === 'signIn' && (rest === '' || rest === '/')) {
        return signIn(rest, search, options.token ?? '', lastSegment, isHttps(request));
      }
      const head = request.method === 'HEAD';
      const response = await answer(head ? 'GET' : request.method, rest, search, request);
      const sent = acceptsGzip(headerOf(request, 'accept-encoding'))
        ? await smaller(rest, response)
        : response;
      return head ? { ...sent, body: '' } : sent;
    },
  };

  async function answer(method: string, rest: string, search: URLSearchParams, request: ReportRequest) {
    if (rest === '') {
      const query = search.toString();
      return redirect(`${lastSegment}/${query === '' ? '' : `?${query}`}`, 308);
    }
    if (rest === '/')
      return method === 'GET' ? patiently(() => answerQuery(search, request)) : notAllowed('GET, HEAD');
    const asset = find(rest);
    if (asset !== undefined) {
      if (method !== 'GET') return notAllowed('GET, HEAD');
      return respond(200, asset.type, asset.body, {
        'cache-control': 'private, max-age=31536000, immutable',
      });
    }
    if (rest === '/live') {
      return method === 'GET'
        ? respond(200, contentTypes.json, `${JSON.stringify(await actions.live())}\n`)
        : notAllowed('GET, HEAD');
    }
    if (rest === '/save') {
      const save = async () => ({ type: contentTypes.html, ...(await actions.save(search, parts)) });
      return method === 'GET' ? patiently(() => answerFile(save)) : notAllowed('GET, HEAD');
    }
    const next = actions.record;
    if (rest === '/pprof/profile' && next !== undefined) {
      // Only where it is wanted: to record takes its time.
      if (request.method !== 'GET') return notAllowed('GET');
      return isOwnOrigin(request)
        ? patiently(() => answerFile(() => record(next, search, request)))
        : askedElsewhere();
    }
    const change = { '/clear': actions.clear, '/pause': actions.pause, '/resume': actions.resume }[rest];
    if (change === undefined)
      return respond(404, contentTypes.text, 'The report has no such page. It is at ./ of its path.\n');
    if (method !== 'POST') return notAllowed('POST');
    if (!isOwnOrigin(request)) return askedElsewhere();
    await change();
    const wanted = fromAccept(headerOf(request, 'accept') ?? '*/*');
    return wanted === 'html'
      ? redirect(search.size === 0 ? './' : `./?${search}`, 303)
      : respond(200, contentTypes.text, `${rest.slice(1)}: done\n`);
  }

  /** Files stay the same, and are compressed once. */
  async function smaller(rest: string, response: ReportResponse): Promise<ReportResponse> {
    if (response.status !== 200 || find(rest) === undefined) return await compressed(response);
    let file = compressedFiles.get(rest);
    if (file === undefined) {
      compressedFiles.set(rest, (file = compressed(response)));
      // Who asks next tries again.
      file.catch(() => compressedFiles.delete(rest));
    }
    return await file;
  }

  async function patiently(work: () => Promise<ReportResponse>): Promise<ReportResponse> {
    try {
      return await work();
    } catch (error) {
      // By its name: it may be thrown by another copy of this package.
      if (!isBusy(error)) throw error;
      const headers = { 'retry-after': String(error.retryAfterSeconds) };
      return respond(503, contentTypes.text, `${error.message}\n`, headers);
    }
  }

  /** What Go's `net/http/pprof` answers at `/debug/pprof/profile`, for the tools that ask for it there. */
  async function record(
    next: ReportControl['record'],
    search: URLSearchParams,
    request: ReportRequest,
  ): Promise<TypedFile | undefined> {
    const file = await next(secondsOf(search.get('seconds')), request.onLeave);
    return file && { type: 'application/octet-stream', ...file };
  }

  async function answerFile(make: () => Promise<TypedFile | undefined>): Promise<ReportResponse> {
    try {
      const file = await make();
      if (file === undefined) return respond(408, contentTypes.text, 'The client has left.\n');
      return respond(200, file.type, file.body, {
        'content-disposition': `attachment; filename="${file.name}"`,
      });
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return respond(400, contentTypes.text, actions.explain(error.message, 'text', links));
    }
  }

  async function answerQuery(search: URLSearchParams, request: ReportRequest): Promise<ReportResponse> {
    const accept = headerOf(request, 'accept');
    let format: Format = fromAccept(accept ?? '*/*');
    const wanted = findExportFormat(search.get('format'));
    if (wanted !== undefined) {
      const download = async () => ({
        type: wanted.contentType,
        ...(await actions.download(search, wanted)),
      });
      return await answerFile(download);
    }
    try {
      format = chooseFormat(search.get('format'), accept);
      return respond(200, contentTypes[format], await actions.report(search, format, links));
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return respond(400, contentTypes[format], actions.explain(error.message, format, links));
    }
  }
}

/**
 * The token leaves the URL at once: it must not stay in histories and logs. The cookie has no Path, so it holds for the
 * folder of this URL as the browser sees it, also behind a proxy; the folder must be the report's own.
 */
function signIn(
  rest: string,
  search: URLSearchParams,
  token: string,
  lastSegment: string,
  https: boolean,
): ReportResponse {
  if (rest === '') return redirect(`${lastSegment}/?${search}`, 303);
  search.delete('token');
  return redirect(search.size === 0 ? './' : `./?${search}`, 303, {
    'set-cookie': `${cookieName}=${cookieOf(token)}; HttpOnly; SameSite=Strict${https ? '; Secure' : ''}`,
  });
}

/** By the connection itself, or by what a proxy in front says; a client that lies about it only spoils its own cookie. */
function isHttps(request: ReportRequest): boolean {
  if (request.secure === true) return true;
  return headerOf(request, 'x-forwarded-proto')?.split(',', 1)[0]?.trim() === 'https';
}

function redirect(
  location: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): ReportResponse {
  return { status, headers: { ...commonHeaders, ...headers, location, 'content-length': '0' }, body: '' };
}

/** Only someone on this machine, or behind a proxy on it, sees this: there a silent 404 would be a riddle. */
function closedBy({ header, product }: Forwarded): ReportResponse {
  const message =
    `The profiler's report is closed to this request because of its header ${header}, which comes from ${product}: ` +
    'the request may be from another machine. Send it without that header, or set the option token or authorize.\n';
  return respond(403, contentTypes.text, message);
}

function askedElsewhere(): ReportResponse {
  const message = 'This was asked from another site. Use the buttons of the report itself.\n';
  return respond(403, contentTypes.text, message);
}

function secondsOf(given: string | null): number {
  if (given === null || given === '') return usualSeconds;
  const seconds = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (seconds >= 1 && seconds <= mostSeconds) return seconds;
  throw new QueryError(
    `seconds=${JSON.stringify(given.slice(0, 60))} is not a time that can be recorded. Give a whole number from 1 to ${mostSeconds}.`,
  );
}

function notAllowed(allow: string): ReportResponse {
  return respond(405, contentTypes.text, `Only ${allow} is possible here.\n`, { allow });
}

function respond(
  status: number,
  contentType: string,
  contents: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): ReportResponse {
  const body = typeof contents === 'string' ? Buffer.from(contents, 'utf8') : contents;
  return {
    status,
    headers: {
      ...commonHeaders,
      'content-type': contentType,
      'content-length': String(body.length),
      ...headers,
    },
    body,
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
