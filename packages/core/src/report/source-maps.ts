import { Worker } from 'node:worker_threads';
import { clearTimeout, setTimeout, unref } from '../clock.ts';
import { callOwn, marked } from '../own-frames.ts';
import { workerText } from './generated/source-map-worker-text.ts';
import type {
  AnsweredFile,
  AskedCode,
  AskedFile,
  MapAnswer,
  MapLimits,
  MapQuestion,
} from './source-map-messages.ts';

/** Reads source maps in a thread of its own: one of 12 MB takes a second, in which requests would wait. */
export interface SourceMaps {
  /** One answer for each file; `undefined` when there is none at all. */
  positions(files: readonly AskedFile[]): Promise<readonly AnsweredFile[] | undefined>;
  /** What the map of a file contains of one of its sources. */
  content(file: string, source: string): Promise<string | undefined>;
  /** What functions without a name are passed to, for each code and each of its positions. */
  labels(codes: readonly AskedCode[]): Promise<readonly (readonly (string | undefined)[])[] | undefined>;
}

export interface SourceMapsOptions extends MapLimits {
  onFailure(error: unknown): void;
}

/** The thread ends when nothing was asked for so long, and what it keeps goes with it. */
const idleMillis = 10_000;
/** Reading a map takes some times its size. */
const mostHeapMib = 512;

type Asked = MapQuestion extends infer Each ? (Each extends MapQuestion ? Omit<Each, 'id'> : never) : never;

export function createSourceMaps({ onFailure, ...limits }: SourceMapsOptions): SourceMaps {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let count = 0;
  const waiting = new Map<number, (answer: MapAnswer | undefined) => void>();

  const start = (): Worker => {
    const worker = new Worker(workerText, {
      eval: true,
      workerData: limits,
      // Nothing of the app is started again in it.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: mostHeapMib },
    });
    const receive = marked({ 'routeprof:own': (answer: MapAnswer) => settle(answer.id, answer) });
    worker.on('message', receive);
    worker.on('error', (error) => {
      onFailure(new Error(`Source maps could not be read: ${error.message}`));
    });
    worker.on('exit', () => {
      // Else it ended because nobody asked, and another may run by now.
      if (thread !== worker) return;
      thread = undefined;
      for (const id of [...waiting.keys()]) settle(id, undefined);
    });
    return worker;
  };
  const end = (): void => {
    const ended = thread;
    thread = undefined;
    void ended?.terminate();
  };
  const settle = (id: number, answer: MapAnswer | undefined): void => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
    if (waiting.size > 0) return;
    // Only somebody who waits keeps the process alive.
    thread?.unref();
    clearTimeout(idle);
    idle = unref(setTimeout(callOwn, idleMillis, end));
  };
  const ask = (question: Asked): Promise<MapAnswer | undefined> =>
    new Promise((resolve) => {
      clearTimeout(idle);
      const id = ++count;
      waiting.set(id, resolve);
      try {
        thread ??= start();
        thread.ref();
        thread.postMessage({ ...question, id });
      } catch (error) {
        // Where threads are not allowed, code is shown as it ran.
        onFailure(error);
        settle(id, undefined);
      }
    });

  return {
    async positions(files) {
      const answer = await ask({ kind: 'positions', files });
      return answer !== undefined && 'files' in answer ? answer.files : undefined;
    },
    async content(file, source) {
      const answer = await ask({ kind: 'content', file, source });
      return answer !== undefined && 'content' in answer ? answer.content : undefined;
    },
    async labels(codes) {
      const answer = await ask({ kind: 'labels', codes });
      return answer !== undefined && 'labels' in answer ? answer.labels : undefined;
    },
  };
}
