import type { ReportModel } from '@routeprof/core';
import { UsageError } from '../usage-error.ts';
import { bytesOf, errorOf, reportIn } from './answer.ts';
import { mostProfileBytes } from './profile-file.ts';
import { answerTo } from './request.ts';

/** A report that a running app serves. */
export interface ReportUrl {
  /** With a slash at its end. */
  readonly href: string;
  /** `signal`: the answer is no longer needed. */
  ask(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<ReportModel>;
  /** The profile itself, as a file. */
  download(): Promise<Uint8Array>;
  /** Deletes all measurements. */
  clear(): Promise<void>;
}

const mostReportBytes = 64 * 2 ** 20;

/** Whether a command-line argument is an address rather than a file. */
export function isUrl(word: string): boolean {
  return /^https?:\/\//.test(word);
}

/**
 * The report at an address. The app's own address is enough: the default path of the report is then added. A `?token=`
 * in the address overrides `token`.
 */
export function reportUrl(word: string, token: string | undefined): ReportUrl {
  let url: URL;
  try {
    url = new URL(word);
  } catch {
    throw new UsageError(`${word} is not a valid URL. Give one such as http://localhost:3000/__profile__/.`);
  }
  if (url.pathname === '/') url.pathname = '/__profile__/';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const secret = url.searchParams.get('token') ?? token;
  url.search = '';
  const send = <Result>(
    address: string,
    accept: string,
    read: (response: Response) => Promise<Result>,
    more: RequestInit = {},
  ): Promise<Result> => {
    const authorization = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    return answerTo(address, { ...more, headers: { accept, ...authorization } }, async (response) => {
      if (!response.ok) throw new UsageError(await refusal(url.href, response));
      return await read(response);
    });
  };
  const query = (words: Readonly<Record<string, string>>): string =>
    `${url.href}?${new URLSearchParams(words)}`;
  return {
    href: url.href,
    async clear() {
      await send(`${url.href}clear`, 'text/plain', readReport, { method: 'POST' });
    },
    async ask(words, signal) {
      const address = query({ ...words, format: 'json' });
      const bytes = await send(address, 'application/json', readReport, signal && { signal });
      const model = reportIn(bytes);
      if (model !== undefined) return model;
      throw new UsageError(
        `what answers at ${url.href} is not a report of routeprof. Give the report's own address.`,
      );
    },
    download: () =>
      send(query({ format: 'pprof' }), '*/*', (response) => bytesOf(response, mostProfileBytes)),
  };
}

function readReport(response: Response): Promise<Uint8Array> {
  return bytesOf(response, mostReportBytes);
}

/** Why a server does not answer with a report, in one sentence. In a 403 the report's own guard says why. */
async function refusal(href: string, response: Response): Promise<string> {
  const { status } = response;
  const said = await errorOf(response);
  if (status === 404 || ((status === 401 || status === 403) && said === '')) {
    return `there is no report at ${href} for this machine (status ${status}). Is the profiler mounted there, and does the report need a --token?`;
  }
  return `${href} answers ${status}${said === '' ? ' without a message. Look at what the app itself prints.' : `: ${said}`}`;
}
