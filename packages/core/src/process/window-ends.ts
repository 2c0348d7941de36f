import { piece } from '../pieces.ts';
import type { Window } from '../profile/window.ts';
import { type Capture, createCapture } from './capture.ts';
import { createClosedWindows } from './closed-windows.ts';
import type { OpenWindow } from './open-window.ts';
import type { LastWindow } from './request-count.ts';
import { type ClosingsOptions, createWindowClosings } from './window-closings.ts';

export interface WindowEndsOptions extends Omit<ClosingsOptions, 'openBytes' | 'close'> {
  readonly openWindow: OpenWindow;
  /** Puts all requests that have ended into the open window. */
  flush(): void;
  /** The same with all samples. */
  catchUp(): void;
  /** Puts a complete window into the store. */
  keep(window: Window, last?: LastWindow): void;
  run(work: () => void): void;
  onFailure(error: unknown): void;
}

/** Ends the open window, after its time or when somebody wants it, and begins the next. */
export interface WindowEnds {
  /** See `WindowClosings`. */
  closeIfLarge(): void;
  /** Ends it now, and keeps it. */
  close(last?: LastWindow): void;
  /** Ends it now; keeps it only for a recording that is under way. */
  drop(): void;
  /** Completes a window that was closed and is being copied: before a report, or the end of the process. */
  finish(): void;
  readonly record: Capture['record'];
  stop(): void;
}

export function createWindowEnds(options: WindowEndsOptions): WindowEnds {
  const { openWindow, keep } = options;
  const capture = createCapture(() => {
    options.catchUp();
    close();
  });
  const file = (window: Window, last?: LastWindow): void => {
    capture.add(window);
    keep(window, last);
  };
  const closed = createClosedWindows({ ...options, keep: (window) => file(window) });
  const end = (): Window => {
    closed.finish();
    options.flush();
    return openWindow.close();
  };
  const close = (last?: LastWindow): void => piece('close window', () => file(end(), last));
  const closings = createWindowClosings({
    ...options,
    openBytes: openWindow.bytes,
    close() {
      options.run(() => {
        try {
          options.flush();
          closed.add(piece('close window', openWindow.closeInSteps));
        } catch (error) {
          options.onFailure(error);
        }
      });
    },
  });
  return {
    closeIfLarge: closings.closeIfLarge,
    close,
    drop: () => capture.add(end()),
    finish: closed.finish,
    record: capture.record,
    stop() {
      closings.stop();
      capture.stop();
    },
  };
}
