import { isMainThread, type Worker } from 'node:worker_threads';
import { performance, setTimeout, unref } from '../clock.ts';
import { startOwnThread } from '../own-thread.ts';
import { reasonOf } from '../reason-of.ts';
import type { OpenRequests } from '../record/watched-requests.ts';
import { watchThreadText } from './generated/watch-thread-text.ts';
import { createOpenRequests } from './open-requests.ts';
import { SharedMemory } from './shared-memory.ts';
import type { WatchData, WatchMessage } from './watch-data.ts';

/** Another thread, which writes evidence of long blocks of this thread's loop while they last. */
export interface Watch {
  readonly requests: OpenRequests;
  /** The loop runs. Call it every 200 ms, or more often. */
  beat(): void;
  stop(): Promise<void>;
}

export interface WatchOptions extends Pick<WatchData, 'dir' | 'source' | 'forMillis'> {
  readonly onFailure: (error: unknown) => void;
}

const maxHeapMib = 32;
/** A disk that does not answer must not keep the profiler from closing. */
const longestStopMillis = 1_000;

/** Starts watching, from the first turn of the loop on. */
export function startWatch({ onFailure, ...data }: WatchOptions): Watch {
  const memory = new SharedMemory();
  let thread: Worker | undefined;
  try {
    thread = startThread({ ...data, buffer: memory.buffer, hasStacks: hasStacks() }, onFailure);
  } catch (error) {
    // Where threads are not allowed, the loop is not watched.
    onFailure(explained(error));
  }
  return {
    requests: createOpenRequests(memory),
    beat: () => memory.beat(performance.now() * 1000),
    async stop() {
      if (thread === undefined) return;
      memory.stop();
      await ended(thread);
      thread = undefined;
    },
  };
}

/** Only the main thread can be asked, and not under every permission model. */
function hasStacks(): boolean {
  if (!isMainThread) return false;
  try {
    const session = new (process.getBuiltinModule('node:inspector').Session)();
    session.connect();
    session.disconnect();
    return true;
  } catch {
    return false;
  }
}

function startThread(data: WatchData, onFailure: (error: unknown) => void): Worker {
  const thread = startOwnThread<WatchMessage>(watchThreadText, {
    data,
    ...{ maxHeapMib, maxYoungHeapMib: 4 },
    onMessage: ({ failure }) => onFailure(explained(failure)),
    onError: (error) => onFailure(explained(error)),
  });
  thread.unref();
  return thread;
}

function explained(error: unknown): Error {
  return new Error(`While the event loop is blocked, not all can be told about it: ${reasonOf(error)}`);
}

async function ended(thread: Worker): Promise<void> {
  // It ends at once; until then the process waits for it.
  thread.ref();
  await new Promise<void>((resolve) => {
    thread.once('exit', () => resolve());
    unref(setTimeout(resolve, longestStopMillis));
  });
  await thread.terminate();
}
