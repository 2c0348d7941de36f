import { inTurns } from '../../in-turns.ts';
import type { Window } from '../../profile/window.ts';
import { summaryOf, type WindowSummary } from '../../profile/window-summary.ts';
import { performStep } from '../perform-step.ts';
import { nextStep } from '../plan.ts';
import { bytesOf } from '../window-bytes.ts';
import { newWindowName } from './names.ts';

/** A window that may not be in the store yet. Its name is fixed, so that it is never there twice. */
export interface PendingWindow {
  readonly name: string;
  readonly window: Window;
  /** For a listing: most windows are written before anybody asks. */
  summary(): WindowSummary;
}

export interface PendingWindows {
  add(window: Window): void;
  all(): readonly PendingWindow[];
  /** The oldest window that is not being merged. It does not change until `written` or `keep`. */
  take(): PendingWindow | undefined;
  written(name: string): void;
  keep(): void;
  /** Drops windows that began before. */
  forgetBefore(micros: number): void;
}

/** Windows that wait to be written. If that takes long, the oldest are merged to stay within `maxBytes` of memory. */
export function createPendingWindows(
  bounds: { readonly maxNodes: number; readonly maxBytes: number },
  run: (work: () => void) => void,
  onFailure: (error: unknown) => void,
): PendingWindows {
  let pending: readonly PendingWindow[] = [];
  let taken: PendingWindow | undefined;
  let merging: ReadonlySet<Window> = new Set();

  const entryOf = (window: Window): PendingWindow => {
    const name = newWindowName(window);
    let summary: WindowSummary | undefined;
    return { name, window, summary: () => (summary ??= summaryOf(window, name)) };
  };
  const shrink = (): void => {
    if (merging.size > 0) return;
    const free = pending.filter((entry) => entry !== taken).map(({ window }) => window);
    const ofTaken = taken === undefined ? 0 : bytesOf(taken.window);
    const maxBytes = Math.max(0, bounds.maxBytes - ofTaken);
    const step = nextStep(free, 0, { ...bounds, maxBytes, ladder: [] });
    if (step === undefined) return;
    merging = new Set(step.windows);
    run(() => {
      inTurns('merge for disk', performStep(step))
        .then((merged) => {
          // If some were written at the end of the process meanwhile, or cleared, the sum must not be used.
          const there = new Set(pending.map(({ window }) => window));
          if (step.windows.every((window) => there.has(window))) {
            pending = [entryOf(merged), ...pending.filter(({ window }) => !merging.has(window))];
          }
        })
        .then(
          () => {
            merging = new Set();
            shrink();
          },
          (error: unknown) => {
            merging = new Set();
            onFailure(error);
          },
        );
    });
  };

  return {
    add(window) {
      pending = [...pending, entryOf(window)];
      shrink();
    },
    all: () => pending,
    take() {
      taken = pending.find(({ window }) => !merging.has(window));
      return taken;
    },
    written(name) {
      pending = pending.filter((entry) => entry.name !== name);
      taken = undefined;
    },
    keep() {
      taken = undefined;
      shrink();
    },
    forgetBefore(micros) {
      pending = pending.filter(({ window }) => window.startMicros >= micros);
    },
  };
}
