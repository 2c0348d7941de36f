import type { Window } from '../profile/window.ts';
import { bytesOf } from '../store/window-bytes.ts';
import type { Post, PostAnswer } from './post.ts';
import type { PushFormat } from './push-format.ts';
import { postFault, refusedFault, rejectedFault } from './push-words.ts';

export interface SenderOptions {
  readonly format: PushFormat;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Of windows that wait. */
  readonly mostBytes: number;
  /** Prepares a window for other engines. */
  prepare(window: Window): Promise<Window>;
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

/** Sends windows to an engine, one after the other. */
export interface Sender {
  /** Sends it soon. */
  add(window: Window): void;
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
  const { format, headers, prepare, after, run, clock, random } = options;
  const url = endpointOf(options.url, format.path);
  let waiting: Window[] = [];
  let dropped = 0;
  let sending: Promise<void> | undefined;
  let goOn = (): void => {};
  let closed = false;
  let reportedAt = Number.NEGATIVE_INFINITY;

  const report = (fault: string): void => {
    if (clock() - reportedAt < reportMillis) return;
    reportedAt = clock();
    const lost = dropped === 0 ? '' : ` ${dropped} windows were dropped so far.`;
    options.onFailure(new Error(`${fault}${lost}`));
  };
  const drop = (window: Window): void => {
    if (!waiting.includes(window)) return;
    waiting = waiting.filter((each) => each !== window);
    dropped++;
  };
  const pause = (millis: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = after(millis, resolve);
      goOn = () => {
        cancel();
        resolve();
      };
    });
  const send = async (body: Uint8Array): Promise<'sent' | 'refused' | 'failed'> => {
    try {
      const answer = await options.post({
        ...{ url, body, timeoutMillis },
        headers: { ...format.headers, ...headers },
      });
      const { status } = answer;
      if (status >= 200 && status < 300) {
        const rejection = format.rejection?.(answer.body);
        if (rejection === undefined) return 'sent';
        report(rejectedFault(format.name, url, rejection));
        return 'refused';
      }
      report(refusedFault(format.name, url, answer));
      return status < 500 && status !== 429 ? 'refused' : 'failed';
    } catch (error) {
      report(postFault(format.name, url, error));
      return 'failed';
    }
  };
  const sendOne = async (window: Window): Promise<void> => {
    const body = await format.encode(await prepare(window));
    let pauseMillis = firstPauseMillis;
    for (;;) {
      const outcome = await send(body);
      if (outcome === 'sent') return;
      // What was refused once will be refused again. Meanwhile newer windows may have taken its place.
      if (outcome === 'refused' || closed || !waiting.includes(window)) break;
      await pause(pauseMillis * (0.5 + random()));
      pauseMillis = Math.min(longestPauseMillis, 2 * pauseMillis);
    }
    drop(window);
  };
  const sendAll = async (): Promise<void> => {
    for (let window = waiting[0]; window !== undefined; window = waiting[0]) {
      const current = window;
      try {
        await sendOne(current);
      } catch (error) {
        drop(current);
        report(postFault(format.name, url, error));
      }
      waiting = waiting.filter((each) => each !== current);
    }
    sending = undefined;
  };
  const isTooMuch = (windows: readonly Window[]): boolean =>
    windows.length > mostWaiting ||
    windows.reduce((bytes, window) => bytes + bytesOf(window), 0) > options.mostBytes;
  const start = (): void => {
    if (sending === undefined && waiting.length > 0) run(() => (sending = sendAll()));
  };
  return {
    add(window) {
      if (closed) return;
      waiting.push(window);
      while (waiting.length > 1 && isTooMuch(waiting)) drop(waiting[0] as Window);
      start();
    },
    async close() {
      closed = true;
      goOn();
      await sending;
    },
  };
}

function endpointOf(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`;
  return url;
}
