import type { ReportModel } from '@routeprof/core';
import { UsageError } from '../usage-error.ts';
import { bytesOf, errorOf, reportIn } from './answer.ts';
import { mostProfileBytes } from './profile-file.ts';

/** A report that a running app serves. */
export interface ReportUrl {
  /** With a slash at its end. */
  readonly href: string;
  /** `signal`: nobody waits for the answer any more. */
  ask(query: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<ReportModel>;
  /** The profile itself, as a file. */
  download(): Promise<Uint8Array>;
  /** Forgets what was measured so far. */
  clear(): Promise<void>;
}

const timeoutMillis = 20_000;
const mostReportBytes = 64 * 2 ** 20;

/** Whether a word of the command line means an address rather than a file. */
export function isUrl(word: string): boolean {
  return /^https?:\/\//.test(word);
}

/** The report at an address: the app's own is enough, the report's default path is then added. */
export function reportUrl(word: string, token: string | undefined): ReportUrl {
  let url: URL;
  try {
    url = new URL(word);
  } catch {
    throw new UsageError(`${word} is no URL. Give one such as http://localhost:3000/__profile__/.`);
  }
  if (url.pathname === '/') url.pathname = '/__profile__/';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const secret = token ?? url.searchParams.get('token') ?? undefined;
  url.search = '';
  const ask = async (address: string, accept: string, more: RequestInit = {}): Promise<Response> => {
    const authorization = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const response = await request(address, { ...more, headers: { accept, ...authorization } });
    if (response.ok) return response;
    if ([401, 403, 404].includes(response.status)) {
      throw new UsageError(
        `there is no report for this machine at ${url.href} (status ${response.status}). Is the profiler on there, and does it need a --token?`,
      );
    }
    throw new UsageError(`${url.href} answers ${response.status}: ${await errorOf(response)}`);
  };
  const get = (
    query: Readonly<Record<string, string>>,
    accept: string,
    signal?: AbortSignal,
  ): Promise<Response> => ask(`${url.href}?${new URLSearchParams(query)}`, accept, signal && { signal });
  return {
    href: url.href,
    async clear() {
      await bytesOf(await ask(`${url.href}clear`, 'text/plain', { method: 'POST' }), mostReportBytes);
    },
    async ask(query, signal) {
      const response = await get({ ...query, format: 'json' }, 'application/json', signal);
      const model = reportIn(await bytesOf(response, mostReportBytes));
      if (model === undefined) {
        throw new UsageError(
          `what answers at ${url.href} is no report of routeprof. Give the report's own address.`,
        );
      }
      return model;
    },
    async download() {
      const response = await get({ format: 'pprof' }, '*/*');
      return await bytesOf(response, mostProfileBytes);
    },
  };
}

async function request(address: string, init: RequestInit): Promise<Response> {
  try {
    const timeout = AbortSignal.timeout(timeoutMillis);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    return await fetch(address, { ...init, signal, redirect: 'follow' });
  } catch (error) {
    const { origin } = new URL(address);
    if (error instanceof DOMException) {
      throw new UsageError(
        `${origin} has not answered within ${timeoutMillis / 1000} s. Is the app busy, or stopped?`,
      );
    }
    throw new UsageError(`nothing answers at ${origin}. Start the app first, and look at the port it says.`);
  }
}
