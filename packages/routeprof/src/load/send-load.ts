import { UsageError } from '../usage-error.ts';
import { headersOf, pathOf, type RequestLine } from './request-line.ts';

/** The limits of a load: it ends when its time is up or all its requests are sent. */
export interface LoadBounds {
  readonly connections: number;
  readonly durationMillis: number;
  readonly requests: number;
}

export interface LoadResult {
  /** Requests that got an answer, whatever its status. */
  readonly requests: number;
  /** Answers with a status of 500 or more, and requests without an answer. */
  readonly failed: number;
  /** Answers with a status of 400 to 499, such as 404. */
  readonly refused: number;
  /** Requests that got no answer; they are in `failed` too. */
  readonly unanswered: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly elapsedMillis: number;
}

/** How long to wait for answers after the last request was sent. */
const graceMillis = 10_000;
/** After this many failures in a row on each connection, the app is considered gone, not slow. */
const hopeless = 10;

/**
 * Sends requests over several connections at once, on each as soon as the previous one is answered. Answers are counted
 * by status and not judged.
 */
export async function sendLoad(
  origin: string,
  lines: readonly RequestLine[],
  { connections, durationMillis, requests }: LoadBounds,
  onProgress: (sent: number, elapsedMillis: number) => void = () => {},
): Promise<LoadResult> {
  const startMillis = performance.now();
  const statuses: Record<number, number> = {};
  let sent = 0;
  let answered = 0;
  let unanswered = 0;
  let failedInTurn = 0;
  let isCutOff = false;
  // A signal for each request, because Node 20 never removes the listeners that `fetch` adds to a shared one.
  const inFlight = new Set<AbortController>();
  const cutOff = setTimeout(() => {
    isCutOff = true;
    for (const request of inFlight) request.abort();
  }, durationMillis + graceMillis);

  const send = async (number: number): Promise<void> => {
    const line = lines[number % lines.length] as RequestLine;
    const path = pathOf(line, Math.floor(number / lines.length));
    const request = new AbortController();
    inFlight.add(request);
    try {
      const response = await fetch(origin + path, {
        method: line.method,
        headers: headersOf(line),
        redirect: 'manual',
        signal: request.signal,
        ...(line.body === undefined ? {} : { body: line.body }),
      });
      await response.arrayBuffer();
      answered++;
      failedInTurn = 0;
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    } catch (error) {
      unanswered++;
      if (++failedInTurn >= hopeless * connections) {
        throw new UsageError(
          answered === 0
            ? `nothing answers at ${origin}. Start the app first, and check the port that it prints.`
            : `the app at ${origin} answered ${answered} requests and then no more. Look at its own messages: it may have crashed.`,
        );
      }
      if (!(error instanceof TypeError) && !isCutOff) throw error;
    } finally {
      inFlight.delete(request);
    }
  };
  const connection = async (): Promise<void> => {
    while (performance.now() - startMillis < durationMillis && sent < requests) {
      const number = sent++;
      await send(number);
      onProgress(answered, performance.now() - startMillis);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    clearTimeout(cutOff);
  }
  return {
    requests: answered,
    failed: unanswered + countOf(statuses, (status) => status >= 500),
    refused: countOf(statuses, (status) => status >= 400 && status < 500),
    unanswered,
    statuses,
    elapsedMillis: performance.now() - startMillis,
  };
}

/** How many answers had a status of this kind. */
export function countOf(statuses: LoadResult['statuses'], isWanted: (status: number) => boolean): number {
  return Object.entries(statuses).reduce(
    (sum, [status, count]) => (isWanted(Number(status)) ? sum + count : sum),
    0,
  );
}
