import type { Decision } from '../decision.ts';
import type { Heeds } from '../profile/ledger.ts';
import type { Source } from '../profile/window.ts';
import type { Sampler } from '../sample/sampler-interface.ts';
import { systemMicros } from '../sample/system-clock.ts';
import type { WindowStore } from '../store/window-store.ts';
import { createObeyedDecisions } from './obey-decisions.ts';
import type { LastWindow } from './request-count.ts';

export interface ControlsOptions {
  /** With the option `rate`. */
  readonly source: Source;
  readonly sampler: Sampler | undefined;
  store(): WindowStore;
  /** Puts everything that has happened until now into the open window. */
  catchUp(): void;
  /** Keeps the open window. */
  closeWindow(last?: LastWindow): void;
  /** Drops it, and begins the next. */
  forgetWindow(): void;
  /** Ends it for good; keeps it only for a recording that is under way. */
  dropWindow(): void;
  startOver(clearedMicros: number): void;
  onChange(): void;
  onFailure(error: unknown): void;
}

/** Pause, rate and clear, which are decided for all processes of the service: here, or in one of the others. */
export interface Controls {
  paused(): boolean;
  /** This process, as windows that begin now name it. */
  source(): Source;
  /** Does what was decided. Never throws. */
  obey(decisions: readonly Decision[]): void;
  /** The latest decisions that were obeyed. */
  heeds(): Heeds | undefined;
  /** These decide for all. They are obeyed here at once. */
  setPaused(paused: boolean): Promise<void>;
  /** @param value See `Decision`. */
  setRate(value: string): Promise<void>;
  clear(): Promise<void>;
}

export function createControls(options: ControlsOptions): Controls {
  const { sampler, store, catchUp, closeWindow, forgetWindow } = options;
  let { source } = options;
  let paused = false;
  const obeyed = createObeyedDecisions({
    ...{ ...options, startMicros: Math.floor(systemMicros()), rate: source.rate },
    setPaused(wanted) {
      if (wanted !== paused) change(wanted);
      else sayWhilePaused();
    },
    setRate(rate) {
      if (sampler?.isRunning() && sampler.rate !== rate) {
        catchUp();
        if (!sampler.setRate(rate)) return false;
        source = { ...source, rate };
        options.onChange();
        // No window mixes two rates.
        if (!paused) closeWindow();
      }
      sayWhilePaused();
      return true;
    },
  });

  function change(wanted: boolean): void {
    // Earlier samples belong to the time before the change.
    catchUp();
    if (wanted) closeWindow('paused');
    paused = wanted;
    options.onChange();
    if (!wanted) forgetWindow();
  }
  /** A paused process writes no windows that could say what it has obeyed. */
  function sayWhilePaused(): void {
    if (!paused || store().status().place === undefined) return;
    forgetWindow();
    closeWindow('paused');
  }

  return {
    paused: () => paused,
    source: () => source,
    obey: obeyed.obey,
    heeds: obeyed.heeds,
    setPaused: (wanted) => store().decide('pause', wanted ? 'on' : 'off'),
    setRate: (value) => store().decide('rate', value),
    async clear() {
      catchUp();
      options.dropWindow();
      await store().clear();
    },
  };
}
