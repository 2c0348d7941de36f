import { UsageError } from '../usage-error.ts';
import { headersOf, pathOf, type RequestLine } from './request-line.ts';

/** How much load, at most: it ends when its time is over, or all its requests are sent. */
export interface LoadBounds {
  readonly connections: number;
  readonly durationMillis: number;
  readonly requests: number;
}

export interface LoadResult {
  /** Those that were answered, whatever the answer. */
  readonly requests: number;
  /** Answers with a status of 500 or more, and requests without an answer. */
  readonly failed: number;
  /** Answers with a status of 400 to 499: such as for what is not there. */
  readonly refused: number;
  readonly elapsedMillis: number;
}

/** Answers may take so long after the last request was sent. */
const graceMillis = 10_000;
/** Without any answer for this many requests of each connection, something other than the app's speed is wrong. */
const hopeless = 10;

/**
 * Sends requests over some connections at once, each as soon as the one before it is answered. What comes of them is
 * the app's matter, and in its profile.
 */
export async function sendLoad(
  origin: string,
  lines: readonly RequestLine[],
  { connections, durationMillis, requests }: LoadBounds,
  onProgress: (sent: number, elapsedMillis: number) => void = () => {},
): Promise<LoadResult> {
  const startMillis = performance.now();
  const cutOff = AbortSignal.timeout(durationMillis + graceMillis);
  let sent = 0;
  let answered = 0;
  let failed = 0;
  let refused = 0;
  let failedInTurn = 0;

  const send = async (number: number): Promise<void> => {
    const line = lines[number % lines.length] as RequestLine;
    const path = pathOf(line, Math.floor(number / lines.length));
    try {
      const response = await fetch(origin + path, {
        method: line.method,
        headers: headersOf(line),
        redirect: 'manual',
        signal: cutOff,
        ...(line.body === undefined ? {} : { body: line.body }),
      });
      await response.arrayBuffer();
      answered++;
      failedInTurn = 0;
      if (response.status >= 500) failed++;
      else if (response.status >= 400) refused++;
    } catch (error) {
      failed++;
      if (++failedInTurn >= hopeless * connections) {
        throw new UsageError(
          answered === 0
            ? `nothing answers at ${origin}. Start the app first, and look at the port it says.`
            : `the app at ${origin} answered ${answered} requests and then no more. Look at its own messages: it may have crashed.`,
        );
      }
      if (!(error instanceof TypeError) && !cutOff.aborted) throw error;
    }
  };
  const connection = async (): Promise<void> => {
    while (performance.now() - startMillis < durationMillis && sent < requests) {
      const number = sent++;
      await send(number);
      onProgress(answered, performance.now() - startMillis);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { requests: answered, failed, refused, elapsedMillis: performance.now() - startMillis };
}
