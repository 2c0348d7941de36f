import type { Window } from '../profile/window.ts';
import type { Post, PostAnswer } from './post.ts';
import type { PushFormat } from './push-format.ts';
import { droppedFault, encodeFault, refusedFault, rejectedFault, unreachableFault } from './push-words.ts';

export interface SenderOptions {
  readonly format: PushFormat;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Of windows that wait. */
  readonly mostBytes: number;
  post(post: Post): Promise<PostAnswer>;
  /** Timers that do not keep the process alive. */
  after(millis: number, work: () => void): () => void;
  /** Starts background work, labelled as the profiler's own. */
  run(work: () => void): void;
  /** A monotonic clock in milliseconds. */
  clock(): number;
  /** Between 0 and 1. */
  random(): number;
  onFailure(error: Error): void;
}

/** A window to be sent. */
export interface Pushed {
  /** About how much memory it takes. */
  readonly bytes: number;
  /** As other engines can use it. */
  prepare(): Promise<Window>;
}

/** Sends windows to an engine, one after the other. */
export interface Sender {
  /** Sends it soon. */
  add(pushed: Pushed): void;
  waiting(): readonly Pushed[];
  /** Tries once to send each that is left. */
  close(): Promise<void>;
}

/** More windows than this do not wait: the oldest are dropped. */
const mostWaiting = 6;
const timeoutMillis = 10_000;
/** After a failure; twice as long after each, up to the second. Both are varied by half, so that processes do not keep step. */
const [firstPauseMillis, longestPauseMillis] = [1_000, 30_000];
/** Failures are reported no more often. */
const reportMillis = 60_000;

export function createSender(options: SenderOptions): Sender {
  const { format, headers, after, run, clock, random } = options;
  const url = endpointOf(options.url, format.path);
  let waiting: Pushed[] = [];
  let posting: Pushed | undefined;
  let sending: Promise<void> | undefined;
  let goOn = (): void => {};
  let closed = false;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let isDropUnsaid = false;

  const report = (fault: string): boolean => {
    if (clock() - reportedAt < reportMillis) return false;
    reportedAt = clock();
    options.onFailure(new Error(fault));
    return true;
  };
  const drop = (pushed: Pushed): void => {
    waiting = waiting.filter((each) => each !== pushed);
    isDropUnsaid = true;
  };
  /** The oldest, but not one that may be taken at this moment. */
  const dropOldest = (): void => {
    const oldest = waiting.find((pushed) => pushed !== posting);
    if (oldest !== undefined) drop(oldest);
  };
  /** Also when all is well again. */
  const reportDrops = (): void => {
    if (isDropUnsaid && report(droppedFault(format, url))) isDropUnsaid = false;
  };
  const pause = (millis: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = after(millis, resolve);
      goOn = () => {
        cancel();
        resolve();
      };
    });
  /** Returns after how long to send it again, in milliseconds; `undefined` when not. */
  const send = async (body: Uint8Array): Promise<number | undefined> => {
    let answer: PostAnswer;
    try {
      answer = await options.post({
        ...{ url, body, timeoutMillis },
        headers: { ...format.headers, ...headers },
      });
    } catch (error) {
      report(unreachableFault(format, url, error));
      return 0;
    }
    const { status, retryAfterSeconds = 0 } = answer;
    if (status >= 200 && status < 300) {
      if (isRejected(format, answer.body)) report(rejectedFault(format, url));
      return undefined;
    }
    report(refusedFault(format, url, status));
    return format.isRetried(status) ? retryAfterSeconds * 1000 : undefined;
  };
  const sendOne = async (pushed: Pushed): Promise<void> => {
    const body = await format.encode(await pushed.prepare());
    let pauseMillis = firstPauseMillis;
    // While it waits, newer windows may take its place.
    while (waiting.includes(pushed)) {
      posting = pushed;
      const againMillis = await send(body);
      posting = undefined;
      if (againMillis === undefined) return;
      if (closed) return drop(pushed);
      await pause(Math.max(pauseMillis * (0.5 + random()), Math.min(againMillis, longestPauseMillis)));
      pauseMillis = Math.min(longestPauseMillis, 2 * pauseMillis);
    }
  };
  const sendAll = async (): Promise<void> => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const pushed = next;
      try {
        await sendOne(pushed);
      } catch (error) {
        report(encodeFault(format, error));
      }
      waiting = waiting.filter((each) => each !== pushed);
      reportDrops();
    }
    sending = undefined;
  };
  const isTooMuch = (): boolean =>
    waiting.length > mostWaiting ||
    waiting.reduce((bytes, pushed) => bytes + pushed.bytes, 0) > options.mostBytes;
  const start = (): void => {
    if (sending === undefined && waiting.length > 0) run(() => (sending = sendAll()));
  };
  return {
    add(pushed) {
      if (closed) return;
      waiting.push(pushed);
      while (waiting.length > 1 && isTooMuch()) dropOldest();
      reportDrops();
      start();
    },
    waiting: () => waiting,
    async close() {
      closed = true;
      goOn();
      await sending;
    },
  };
}

/** What cannot be read as an answer says nothing. */
function isRejected(format: PushFormat, body: Uint8Array): boolean {
  try {
    return format.isRejected(body);
  } catch {
    return false;
  }
}

function endpointOf(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url;
}
