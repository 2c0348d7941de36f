import { clearTimeout, performance, setTimeout } from '../clock.ts';
import type { ParsedPush } from '../options.ts';
import type { Window } from '../profile/window.ts';
import type { Senders, SendersOptions } from '../push/create-senders.ts';

export interface PushWindowsOptions extends Omit<SendersOptions, 'clock' | 'random'> {
  readonly push: readonly ParsedPush[];
}

/** Sends windows to the engines of the option `push`. Its code is loaded with the first window. */
export interface PushWindows {
  add(window: Window): void;
  /** About how much memory windows that wait take. */
  bytes(): number;
  /** Sends what is left, for some seconds at most. */
  close(): Promise<void>;
}

// The app may replace it.
const { random } = Math;
const longestCloseMillis = 3_000;

export function createPushWindows({ push, ...options }: PushWindowsOptions): PushWindows {
  const { run, onFailure } = options;
  let senders: Promise<Senders> | undefined;
  let loaded: Senders | undefined;
  const load = async (): Promise<Senders> => {
    const { createSenders } = await import('../push/create-senders.ts');
    loaded = createSenders(push, { ...options, random, clock: () => performance.now() });
    return loaded;
  };
  const closeAll = async (): Promise<void> => (await senders)?.close();
  return {
    add(window) {
      if (push.length === 0) return;
      run(() => {
        senders ??= load();
        senders.then((all) => all.add(window)).catch(onFailure);
      });
    },
    bytes: () => loaded?.bytes() ?? 0,
    async close() {
      // This timer keeps the process alive, because nothing else that is sent does.
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, longestCloseMillis);
      });
      await Promise.race([closeAll().catch(onFailure), late]);
      clearTimeout(timer);
    },
  };
}
