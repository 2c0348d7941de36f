import type { WindowSummary } from '../profile/window-summary.ts';
import type { StoredWindow } from './window-store.ts';

/** Which part of all that was measured. */
export interface Choice {
  /** `''` for this app's own, `'*'` for all that share the store, or a name. */
  readonly service: string;
  /** Epoch microseconds, `from` included and `to` not; 0 and `Infinity` for no bound. */
  readonly fromMicros: number;
  readonly toMicros: number;
  /** One version; `''` for any. */
  readonly version: string;
  /** One machine; `''` for all. */
  readonly host: string;
  /** One process, by `instance`; `''` for all. */
  readonly process: string;
}

export const everything: Choice = {
  service: '',
  fromMicros: 0,
  toMicros: Number.POSITIVE_INFINITY,
  version: '',
  host: '',
  process: '',
};

/**
 * Whether a window belongs to the choice. Windows are never divided: each belongs where its middle lies, so that
 * adjacent ranges share none and miss none. If a version, host or process is chosen, all sources of the window must match.
 */
export function isChosen({ startMicros, endMicros, sources }: WindowSummary, choice: Choice): boolean {
  const middle = (startMicros + endMicros) / 2;
  return (
    middle >= choice.fromMicros &&
    middle < choice.toMicros &&
    (choice.version === '' || sources.every(({ version }) => version === choice.version)) &&
    (choice.host === '' || sources.every(({ host }) => host === choice.host)) &&
    (choice.process === '' || sources.every(({ instance }) => instance === choice.process))
  );
}

/**
 * Whether a window overlaps a choice with two bounds. Windows become longer with time, so there may be none with its
 * middle between the bounds; these are then rounded outward, so that the choice is not empty.
 */
export function isAround(window: WindowSummary, choice: Choice): boolean {
  const isBounded = choice.fromMicros > 0 && Number.isFinite(choice.toMicros);
  const touches = window.endMicros > choice.fromMicros && window.startMicros < choice.toMicros;
  return (
    isBounded && touches && isChosen(window, { ...choice, fromMicros: 0, toMicros: Number.POSITIVE_INFINITY })
  );
}

/**
 * The wanted ones of these windows, as few as possible: a window itself if all its parts are wanted, else its wanted
 * parts. A window without parts is wanted as a whole or not at all. Those that `isSplit` are read in their parts in any case.
 */
export function chosenOf(
  windows: readonly StoredWindow[],
  isWanted: (window: WindowSummary) => boolean,
  isSplit: (window: WindowSummary) => boolean = () => false,
): StoredWindow[] {
  return windows.flatMap((window) => {
    const { parts } = window;
    if (parts.length === 0) return isWanted(window) ? [window] : [];
    const chosen = chosenOf(parts, isWanted, isSplit);
    if (isSplit(window)) return chosen;
    const areAll = chosen.length === parts.length && chosen.every((part, i) => part === parts[i]);
    return areAll ? [window] : chosen;
  });
}

/** The windows in their finest parts. */
export function finestOf(windows: readonly StoredWindow[]): StoredWindow[] {
  return windows.flatMap((window) => (window.parts.length === 0 ? [window] : finestOf(window.parts)));
}
