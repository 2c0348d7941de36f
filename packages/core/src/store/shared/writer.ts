import { writePprofNow, writeStored } from '../../pprof/write-pprof.ts';
import type { Store, StoreMark } from '../../store-contract.ts';
import type { PendingWindow, PendingWindows } from './pending-windows.ts';
import { type Problems, writeSentence } from './problems.ts';
import type { RetryPause } from './retry-pause.ts';

/** Writes pending windows to the store. What cannot be written stays pending. */
export interface Writer {
  /** Writes what is pending; never throws. */
  flush(): Promise<void>;
  /** The same, but after a failure not before a pause is over. */
  flushPatiently(): Promise<void>;
  flushNow(): void;
  /** Leaves a mark as soon as that can be written. A clear drops pending windows from before it. */
  leave(mark: StoreMark): void;
  /** The moment of a clear that may not be in the store yet; 0 for none. */
  unwrittenClear(): number;
}

export interface WriterOptions {
  readonly store: Store;
  readonly service: string;
  /** How long a window can be wanted. */
  readonly keepMillis: number;
  readonly pending: PendingWindows;
  readonly problems: Problems;
  readonly pause: RetryPause;
  onFailure(error: unknown): void;
}

export function createWriter(options: WriterOptions): Writer {
  const { store, service, keepMillis, pending, problems, pause, onFailure } = options;
  /** The latest of each kind, until it is written. */
  const marks = new Map<string, StoreMark>();
  let running: Promise<void> | undefined;
  let isWaiting = false;

  const marked = (mark: StoreMark): void => {
    if (marks.get(mark.kind) === mark) marks.delete(mark.kind);
  };
  /** Drops a window that cannot be encoded, or it would block all others for ever. */
  const giveUp = ({ name }: PendingWindow, error: unknown): void => {
    pending.written(name);
    onFailure(error);
  };
  const written = (): void => {
    pause.end();
    problems.settle('write');
    const notice = store.notice?.();
    if (notice === undefined) problems.settle('open');
    else problems.say('open', notice);
  };
  const failed = (error: unknown): void => {
    pause.begin();
    pending.keep();
    problems.say('write', writeSentence(error), error);
  };

  async function flushOnce(): Promise<void> {
    try {
      for (;;) {
        for (const mark of marks.values()) {
          await store.mark(service, mark);
          marked(mark);
        }
        const entry = pending.take();
        if (entry === undefined) break;
        let bytes: Uint8Array;
        try {
          bytes = await writeStored(entry.window);
        } catch (error) {
          giveUp(entry, error);
          continue;
        }
        await store.append(service, { name: entry.name, bytes }, keepMillis);
        pending.written(entry.name);
      }
      written();
    } catch (error) {
      failed(error);
    }
  }
  const hasWork = (): boolean => marks.size > 0 || pending.all().length > 0;

  async function flush(): Promise<void> {
    while (running !== undefined) await running;
    if (!hasWork()) return;
    running = flushOnce();
    await running;
    running = undefined;
  }

  return {
    flush,
    async flushPatiently() {
      // One waits for what is under way, and then looks whether that has failed: several would all try at once.
      if (isWaiting) return;
      isWaiting = true;
      while (running !== undefined) await running;
      isWaiting = false;
      if (pause.isOver()) await flush();
    },
    flushNow() {
      const { now } = store;
      if (now === undefined || !hasWork()) return;
      try {
        for (const mark of marks.values()) {
          now.mark(service, mark);
          marked(mark);
        }
        // Also the one that is being written, because that write may never finish.
        for (const entry of pending.all()) {
          let bytes: Uint8Array;
          try {
            bytes = writePprofNow(entry.window);
          } catch (error) {
            giveUp(entry, error);
            continue;
          }
          now.append(service, { name: entry.name, bytes }, keepMillis);
          pending.written(entry.name);
        }
        written();
      } catch (error) {
        failed(error);
      }
    },
    leave(mark) {
      if (mark.atMicros >= (marks.get(mark.kind)?.atMicros ?? 0)) marks.set(mark.kind, mark);
      if (mark.kind === 'clear') pending.forgetBefore(mark.atMicros);
    },
    unwrittenClear: () => marks.get('clear')?.atMicros ?? 0,
  };
}
