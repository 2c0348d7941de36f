import { visibleName } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';

const timeoutMillis = 20_000;
const longestReason = 200;
const unreachable =
  /^(?:E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT)|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * Sends a request and reads its answer. Throws a `UsageError` that names the server when there is no answer, or when it
 * breaks off.
 */
export async function answerTo<Result>(
  address: string,
  init: RequestInit,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(timeoutMillis);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    return await read(await fetch(address, { ...init, signal, redirect: 'follow' }));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(sentenceOf(error, new URL(address).origin));
  }
}

function sentenceOf(error: unknown, origin: string): string {
  if (error instanceof DOMException) {
    return `${origin} has not answered within ${timeoutMillis / 1000} s. Is the app busy, or stopped?`;
  }
  // The error of `fetch` says only that it failed; its cause says why.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code = '', message = String(cause) } = cause as {
    readonly code?: string;
    readonly message?: string;
  };
  if (unreachable.test(code) || message === 'bad port') {
    return `nothing answers at ${origin}. Start the app first, and check the port that it prints.`;
  }
  return `${origin} gave no complete answer (${visibleName(message || code, longestReason)}). Is it the app's address, and is the app still running?`;
}
