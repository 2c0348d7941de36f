import { join } from 'node:path';
import { writePprof, writePprofNow } from '../../pprof/write-pprof.ts';
import { atOnce, codeOf, type DiskSteps, inTime, writeNew } from './disk-steps.ts';
import { clearedName } from './names.ts';
import { openFolder } from './open-folder.ts';
import type { PendingWindow, PendingWindows } from './pending-windows.ts';
import { type Problems, writeSentence } from './problems.ts';
import type { RetryPause } from './retry-pause.ts';
import { writeFile } from './write-file.ts';

/** Writes pending windows to disk. What cannot be written stays pending. */
export interface Writer {
  /** Writes what is pending; never throws. */
  flush(): Promise<void>;
  /** The same, but after a failure not before a pause is over. */
  flushPatiently(): Promise<void>;
  flushNow(): void;
  /** Drops pending windows from before this moment, and marks it as cleared as soon as that can be written. */
  clearBefore(micros: number): void;
  /** The moment of a clear that may not be on disk yet; 0 for none. */
  unwrittenClear(): number;
}

export interface WriterOptions {
  readonly dir: string;
  readonly service: string;
  readonly pending: PendingWindows;
  readonly problems: Problems;
  readonly pause: RetryPause;
  onFailure(error: unknown): void;
}

export function createWriter(options: WriterOptions): Writer {
  const { dir, service, pending, problems, pause, onFailure } = options;
  let clearMicros = 0;
  let running: Promise<void> | undefined;

  function* open(): DiskSteps<string> {
    const { path, notice } = yield* openFolder(dir, service);
    if (notice === undefined) problems.settle('open');
    else problems.say('open', notice);
    return path;
  }
  function* writeClear(path: string): DiskSteps<void> {
    const micros = clearMicros;
    try {
      yield* writeNew(join(path, clearedName(micros)), new Uint8Array(0));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    if (clearMicros === micros) clearMicros = 0;
  }
  /** Drops a window that cannot be encoded, or it would block all others for ever. */
  const giveUp = ({ name }: PendingWindow, error: unknown): void => {
    pending.written(name);
    onFailure(error);
  };
  const written = (): void => {
    pause.end();
    problems.settle('write');
  };
  const failed = (error: unknown): void => {
    pause.begin();
    pending.keep();
    problems.say('write', writeSentence(dir, error), error);
  };

  async function flushOnce(): Promise<void> {
    try {
      const path = await inTime(open());
      for (;;) {
        if (clearMicros > 0) await inTime(writeClear(path));
        const entry = pending.take();
        if (entry === undefined) break;
        let bytes: Uint8Array;
        try {
          bytes = await writePprof(entry.window);
        } catch (error) {
          giveUp(entry, error);
          continue;
        }
        await inTime(writeFile(path, entry.name, bytes));
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
      if (pause.isOver()) await flush();
    },
    flushNow() {
      if (!hasWork()) return;
      try {
        const path = atOnce(open());
        if (clearMicros > 0) atOnce(writeClear(path));
        // Also the one that is being written, because that write may never finish.
        for (const entry of pending.all()) {
          let bytes: Uint8Array;
          try {
            bytes = writePprofNow(entry.window);
          } catch (error) {
            giveUp(entry, error);
            continue;
          }
          atOnce(writeFile(path, entry.name, bytes));
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
