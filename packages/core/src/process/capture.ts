import { clearTimeout, performance, setTimeout, unref } from '../clock.ts';
import { blocksSince } from '../profile/blocks.ts';
import type { Window } from '../profile/window.ts';
import { systemMicros } from '../sample/system-clock.ts';
import { BusyError } from '../web/actions.ts';

/** Records a span of time by itself, while the profile goes on. One at a time. */
export interface Capture {
  /**
   * Returns the windows of the next `millis`, or of the time until `ended` is aborted. Work of requests that are still
   * open is in the window in which they end. Throws a `BusyError` while another is being recorded.
   */
  record(millis: number, ended: AbortSignal): Promise<readonly Window[]>;
  /** Call it for each window that closes. */
  add(window: Window): void;
  /** Ends the recording. */
  stop(): void;
}

/** `closeWindow` closes the open window, and `add`s it. */
export function createCapture(closeWindow: () => void): Capture {
  let parts: Window[] | undefined;
  let untilMillis = 0;
  let sinceMicros = 0;
  let stop = (): void => {};
  return {
    add(window) {
      if (parts === undefined) return;
      const { blocks: _blocks, ...rest } = window;
      parts.push({ ...rest, ...blocksSince(window, sinceMicros) });
    },
    stop: () => stop(),
    record(millis, ended) {
      if (parts !== undefined) {
        const seconds = Math.max(1, Math.ceil((untilMillis - performance.now()) / 1000));
        throw new BusyError(
          `Another profile is being recorded for ${seconds} more seconds. Ask again then: only one can be recorded at a time.`,
          seconds,
        );
      }
      closeWindow();
      sinceMicros = systemMicros();
      const recorded: Window[] = [];
      parts = recorded;
      untilMillis = performance.now() + millis;
      return new Promise((resolve, reject) => {
        const end = (): void => {
          clearTimeout(timer);
          ended.removeEventListener('abort', end);
          stop = () => {};
          try {
            closeWindow();
            resolve(recorded);
          } catch (error) {
            reject(error);
          } finally {
            parts = undefined;
          }
        };
        const timer = setTimeout(end, millis);
        // A client that waits has a connection, so the timer need not keep the process alive.
        unref(timer);
        ended.addEventListener('abort', end);
        stop = end;
        if (ended.aborted) end();
      });
    },
  };
}
