import { clearTimeout, performance, setTimeout, unref } from '../clock.ts';
import type { Window } from '../profile/window.ts';
import { BusyError } from '../web/actions.ts';

/** Records a span of time by itself, beside the profile that goes on. One at a time. */
export interface Capture {
  /**
   * Gives the windows of the next `millis`, or of the time until `ended` is aborted. Work of requests that are still
   * open is in the window in which they end. Throws a `BusyError` while another is being recorded.
   */
  record(millis: number, ended: AbortSignal): Promise<readonly Window[]>;
  /** To be told of each window that closes. */
  add(window: Window): void;
  /** Ends what is being recorded. */
  stop(): void;
}

/** `closeWindow` closes the window that is being filled, and `add`s it. */
export function createCapture(closeWindow: () => void): Capture {
  let parts: Window[] | undefined;
  let untilMillis = 0;
  let stop = (): void => {};
  return {
    add(window) {
      parts?.push(window);
    },
    stop: () => stop(),
    record(millis, ended) {
      if (parts !== undefined) {
        const seconds = Math.max(1, Math.ceil((untilMillis - performance.now()) / 1000));
        throw new BusyError(
          `Another profile is being recorded, for ${seconds} more seconds. Ask again then: there is one at a time.`,
          seconds,
        );
      }
      closeWindow();
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
        // Whoever waits for it has a connection; the process need not live for it.
        unref(timer);
        ended.addEventListener('abort', end);
        stop = end;
        if (ended.aborted) end();
      });
    },
  };
}
