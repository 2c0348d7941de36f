import { Worker } from 'node:worker_threads';
import { marked } from './own-frames.ts';

export interface OwnThreadOptions<Message> {
  readonly data: unknown;
  readonly maxHeapMib: number;
  readonly maxYoungHeapMib: number;
  readonly onMessage: (message: Message) => void;
  readonly onError: (error: Error) => void;
}

/** Starts a thread of the profiler from its text. It loads nothing of the app, and has none of its settings. */
export function startOwnThread<Message>(
  text: string,
  { data, maxHeapMib, maxYoungHeapMib, onMessage, onError }: OwnThreadOptions<Message>,
): Worker {
  const thread = new Worker(text, {
    eval: true,
    workerData: data,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMib, maxYoungGenerationSizeMb: maxYoungHeapMib },
  });
  thread.on('message', marked({ 'routeprof:own': (message: Message) => onMessage(message) }));
  thread.on('error', onError);
  return thread;
}
