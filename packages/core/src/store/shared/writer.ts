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
  /** Drops pending windows from before this moment, and marks it as cleared as soon as that can be written. */
  clearBefore(micros: number): void;
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
  let clearMicros = 0;
  let running: Promise<void> | undefined;
  let isWaiting = false;

  const clearMark = (): StoreMark => ({ kind: 'clear', atMicros: clearMicros, value: '' });
  const marked = ({ atMicros }: StoreMark): void => {
    if (clearMicros === atMicros) clearMicros = 0;
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
        if (clearMicros > 0) {
          const mark = clearMark();
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
  const hasWork = (): boolean => clearMicros > 0 || pending.all().length > 0;

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
        if (clearMicros > 0) {
          const mark = clearMark();
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
    clearBefore(micros) {
      clearMicros = Math.max(clearMicros, micros);
      pending.forgetBefore(micros);
    },
    unwrittenClear: () => clearMicros,
  };
}
