import type { Worker } from 'node:worker_threads';
import { clearTimeout, setTimeout, unref } from '../clock.ts';
import { callOwn } from '../own-frames.ts';
import { startOwnThread } from '../own-thread.ts';
import { workerText } from './generated/source-map-worker-text.ts';
import type {
  AnsweredFile,
  AskedCode,
  AskedPosition,
  MapAnswer,
  MapLimits,
  MapQuestion,
} from './source-map-messages.ts';

/** Reads source maps in another thread, because requests would wait for a large one. */
export interface SourceMaps {
  /** `unread` also for a file with which the thread has died. */
  positions(file: string, positions: readonly AskedPosition[]): Promise<AnsweredFile>;
  /** The code of one of its sources that the map of a file contains. */
  content(file: string, source: string): Promise<string | undefined>;
  /** What functions without a name are passed to, for each code and each of its positions. */
  labels(codes: readonly AskedCode[]): Promise<readonly (readonly (string | undefined)[])[] | undefined>;
}

export interface SourceMapsOptions extends MapLimits {
  /** The thread ends before it takes more, and the map that it reads counts as unreadable. */
  readonly maxHeapMib: number;
  onFailure(error: unknown): void;
}

/** The thread ends, and its cache with it, after this time without a question. */
const idleMillis = 10_000;

interface Waiting {
  readonly question: MapQuestion;
  readonly settle: (answer: MapAnswer | undefined) => void;
}

export function createSourceMaps({ onFailure, maxHeapMib, ...limits }: SourceMapsOptions): SourceMaps {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  /** The thread has the first one. It gets one at a time, so that it is known with which one it died. */
  const waiting: Waiting[] = [];

  const start = (): Worker => {
    const worker = startOwnThread<MapAnswer>(workerText, {
      data: limits,
      ...{ maxHeapMib, maxYoungHeapMib: 8 },
      onMessage: (answer) => settle(answer),
      onError: (error) => onFailure(new Error(`Source maps could not be read: ${error.message}`)),
    });
    worker.on('exit', () => {
      // Otherwise it ended because it was idle, and another may run by now.
      if (thread !== worker) return;
      thread = undefined;
      if (waiting.length > 0) settle(undefined);
    });
    return worker;
  };
  const end = (): void => {
    const ended = thread;
    thread = undefined;
    void ended?.terminate();
  };
  const settle = (answer: MapAnswer | undefined): void => {
    waiting.shift()?.settle(answer);
    if (waiting.length > 0) {
      send();
    } else {
      // Only a waiting question keeps the process alive.
      thread?.unref();
      idle = unref(setTimeout(callOwn, idleMillis, end));
    }
  };
  const send = (): void => {
    clearTimeout(idle);
    try {
      thread ??= start();
      thread.ref();
      thread.postMessage(waiting[0]?.question);
    } catch (error) {
      // Where threads are not allowed, code is shown as it ran.
      onFailure(error);
      settle(undefined);
    }
  };
  const ask = (question: MapQuestion): Promise<MapAnswer | undefined> =>
    new Promise((resolve) => {
      if (waiting.push({ question, settle: resolve }) === 1) send();
    });

  return {
    async positions(file, positions) {
      const answer = await ask({ kind: 'positions', file, positions });
      return answer?.kind === 'positions' ? answer.file : { kind: 'unread' };
    },
    async content(file, source) {
      const answer = await ask({ kind: 'content', file, source });
      return answer?.kind === 'content' ? answer.content : undefined;
    },
    async labels(codes) {
      const answer = await ask({ kind: 'labels', codes });
      return answer?.kind === 'labels' ? answer.labels : undefined;
    },
  };
}
