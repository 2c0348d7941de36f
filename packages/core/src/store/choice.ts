import type { WindowSummary } from '../profile/window-summary.ts';
import type { StoredWindow } from './store.ts';

/** Which part of all that was measured. */
export interface Choice {
  /** `''` for this app's own, `'*'` for all that share the store, or a name. */
  readonly service: string;
  /** Epoch microseconds, `from` included and `to` not; 0 and `Infinity` for no bound. */
  readonly fromMicros: number;
  readonly toMicros: number;
  /** Of one version only; `''` for any. */
  readonly version: string;
  /** Of one process only, by `instance`; `''` for all. */
  readonly process: string;
}

export const everything: Choice = {
  service: '',
  fromMicros: 0,
  toMicros: Number.POSITIVE_INFINITY,
  version: '',
  process: '',
};

/**
 * Whether a window belongs to the choice. Windows are never divided: each belongs where its middle lies, so that ranges
 * side by side share none and miss none. Of several versions or processes merged into one, all must be the wanted one.
 */
export function isChosen({ startMicros, endMicros, sources }: WindowSummary, choice: Choice): boolean {
  const middle = (startMicros + endMicros) / 2;
  return (
    middle >= choice.fromMicros &&
    middle < choice.toMicros &&
    (choice.version === '' || sources.every(({ version }) => version === choice.version)) &&
    (choice.process === '' || sources.every(({ instance }) => instance === choice.process))
  );
}

/**
 * Whether a window is the one that a choice lies within: the middle of none may be there, as windows become longer with
 * time. What is between two bounds is then rounded outward, rather than lost.
 */
export function isAround(window: WindowSummary, choice: Choice): boolean {
  const isBounded = choice.fromMicros > 0 && Number.isFinite(choice.toMicros);
  const touches = window.endMicros > choice.fromMicros && window.startMicros < choice.toMicros;
  return (
    isBounded && touches && isChosen(window, { ...choice, fromMicros: 0, toMicros: Number.POSITIVE_INFINITY })
  );
}

/**
 * What of these is wanted, in as few windows as can be: one of which all parts are wanted stands for itself, of others
 * there are the parts that are wanted. A window without parts is wanted as a whole, or not.
 */
export function chosenOf(
  windows: readonly StoredWindow[],
  isWanted: (window: WindowSummary) => boolean,
): StoredWindow[] {
  return windows.flatMap((window) => {
    const { parts } = window;
    if (parts.length === 0) return isWanted(window) ? [window] : [];
    const chosen = chosenOf(parts, isWanted);
    const areAll = chosen.length === parts.length && chosen.every((part, i) => part === parts[i]);
    return areAll ? [window] : chosen;
  });
}

/** The finest windows that are there. */
export function finestOf(windows: readonly StoredWindow[]): StoredWindow[] {
  return windows.flatMap((window) => (window.parts.length === 0 ? [window] : finestOf(window.parts)));
}
