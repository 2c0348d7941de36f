import { clearImmediate, clearTimeout, setImmediate, setTimeout, unref } from '../clock.ts';
import { callOwn, marked } from '../own-frames.ts';
import type { Schedule } from './schedule.ts';

/** A window that takes more memory than this closes before its time. */
const mostOpenBytes = 16 * 1024 * 1024;
/** A drain takes no longer than this, unless the loop is blocked. */
const drainMillis = 50;

export interface ClosingsOptions {
  readonly after: Schedule;
  /** In which time the next window ends. */
  windowMillis(): number;
  paused(): boolean;
  /** How much memory the open window takes. */
  openBytes(): number;
  startDrain(): void;
  /** Neither throws nor is called while paused. */
  close(): void;
}

/** Closes the open window after its time, or when it is large. */
export interface WindowClosings {
  /** In a later turn, because the caller may be about to close the window. */
  closeIfLarge(): void;
  stop(): void;
}

export function createWindowClosings(options: ClosingsOptions): WindowClosings {
  let closing: NodeJS.Timeout | undefined;
  let large: NodeJS.Immediate | undefined;
  const close = (): void => {
    if (!options.paused()) options.close();
  };
  let end = (): void => {};
  const closeLater = marked({
    'routeprof:own'(): void {
      end = options.after(options.windowMillis(), closeLater);
      if (options.paused()) return;
      // The window closes in its own turn, to keep the drain short.
      options.startDrain();
      closing = unref(setTimeout(callOwn, drainMillis, close));
    },
  });
  end = options.after(options.windowMillis(), closeLater);
  return {
    closeIfLarge() {
      if (large !== undefined || options.openBytes() < mostOpenBytes) return;
      large = unref(
        setImmediate(callOwn, () => {
          large = undefined;
          close();
        }),
      );
    },
    stop() {
      end();
      clearTimeout(closing);
      clearImmediate(large);
    },
  };
}
