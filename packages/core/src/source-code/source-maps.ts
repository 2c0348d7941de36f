import { Worker } from 'node:worker_threads';
import { clearTimeout, setTimeout, unref } from '../clock.ts';
import { callOwn, marked } from '../own-frames.ts';
import { workerText } from './generated/source-map-worker-text.ts';
import type {
  AnsweredFile,
  AskedCode,
  AskedPosition,
  MapAnswer,
  MapLimits,
  MapQuestion,
} from './source-map-messages.ts';

/** Reads source maps in a thread of its own: requests would wait for a large one. */
export interface SourceMaps {
  /** `unread`, too, for a file that the thread has died of. */
  positions(file: string, positions: readonly AskedPosition[]): Promise<AnsweredFile>;
  /** What the map of a file contains of one of its sources. */
  content(file: string, source: string): Promise<string | undefined>;
  /** What functions without a name are passed to, for each code and each of its positions. */
  labels(codes: readonly AskedCode[]): Promise<readonly (readonly (string | undefined)[])[] | undefined>;
}

export interface SourceMapsOptions extends MapLimits {
  /** The thread ends, and what it reads is not read, before it takes more. */
  readonly maxHeapMib: number;
  onFailure(error: unknown): void;
}

/** The thread ends when nothing was asked for so long, and what it keeps goes with it. */
const idleMillis = 10_000;

interface Waiting {
  readonly question: MapQuestion;
  readonly settle: (answer: MapAnswer | undefined) => void;
}

export function createSourceMaps({ onFailure, maxHeapMib, ...limits }: SourceMapsOptions): SourceMaps {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  /** The first is with the thread: one at a time, so that it is known what the thread died of. */
  const waiting: Waiting[] = [];

  const start = (): Worker => {
    const worker = new Worker(workerText, {
      eval: true,
      workerData: limits,
      // Nothing of the app is started again in it.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMib, maxYoungGenerationSizeMb: 8 },
    });
    worker.on('message', marked({ 'routeprof:own': (answer: MapAnswer) => settle(answer) }));
    worker.on('error', (error) => {
      onFailure(new Error(`Source maps could not be read: ${error.message}`));
    });
    worker.on('exit', () => {
      // Else it ended because nobody asked, and another may run by now.
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
      // Only somebody who waits keeps the process alive.
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
