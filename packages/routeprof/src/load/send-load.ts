import { UsageError } from '../usage-error.ts';
import { headersOf, pathOf, type RequestLine } from './request-line.ts';

/** How much load, at most: it ends when its time is over, or all its requests are sent. */
export interface LoadBounds {
  readonly connections: number;
  readonly durationMillis: number;
  readonly requests: number;
}

export interface LoadResult {
  readonly requests: number;
  /** Answers with a status of 500 or more, and requests without an answer. */
  readonly failed: number;
  readonly elapsedMillis: number;
}

/** Without any answer for this many requests, something other than the app's speed is wrong. */
const hopeless = 20;

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
  const deadline = AbortSignal.timeout(durationMillis);
  let sent = 0;
  let answered = 0;
  let failed = 0;

  const send = async (number: number): Promise<void> => {
    const line = lines[number % lines.length] as RequestLine;
    const path = pathOf(line, Math.floor(number / lines.length));
    try {
      const response = await fetch(origin + path, {
        method: line.method,
        headers: headersOf(line),
        redirect: 'manual',
        signal: deadline,
        ...(line.body === undefined ? {} : { body: line.body }),
      });
      await response.arrayBuffer();
      answered++;
      if (response.status >= 500) failed++;
    } catch (error) {
      // Cut off at the end: neither an answer nor a failure.
      if (deadline.aborted) return;
      failed++;
      if (answered === 0 && failed >= hopeless) {
        throw new UsageError(
          `nothing answers at ${origin}. Start the app first, and look at the port it says.`,
        );
      }
      if (!(error instanceof TypeError)) throw error;
    }
  };
  const connection = async (): Promise<void> => {
    while (!deadline.aborted && sent < requests) {
      const number = sent++;
      await send(number);
      onProgress(answered, performance.now() - startMillis);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { requests: answered, failed, elapsedMillis: performance.now() - startMillis };
}
