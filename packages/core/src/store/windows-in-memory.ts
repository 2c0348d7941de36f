import { randomUUID } from 'node:crypto';
import { nextTurn } from '../clock.ts';
import type { Decision } from '../decision.ts';
import { inTurns } from '../in-turns.ts';
import { digestOf } from '../profile/digest.ts';
import type { Window } from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { createKnownDecisions } from './known-decisions.ts';
import { performStep } from './perform-step.ts';
import { type Bounds, type MergeStep, nextStep } from './plan.ts';
import { bytesOf } from './window-bytes.ts';
import type { StoredWindow, WindowStore } from './window-store.ts';

export interface WindowsInMemoryOptions extends Bounds {
  /** The service whose windows these are. */
  readonly service: string;
  /** Problems with keeping windows in memory, each a sentence that says what to do. */
  readonly problems?: readonly string[];
  /** Epoch microseconds. */
  now(): number;
  /** Starts background work, labelled as the profiler's own. */
  run(work: () => void): void;
  /** See `SharedWindowsOptions`. */
  onDecisions?(decisions: readonly Decision[]): void;
  onFailure(error: unknown): void;
}

/** Windows in this process's memory, bounded in age and size. Over the size limit it drops detail, not totals. */
export function createWindowsInMemory(options: WindowsInMemoryOptions): WindowStore {
  let windows: readonly Window[] = [];
  let clearedMicros = 0;
  let clears = 0;
  const decisions = createKnownDecisions(options.now);
  let work: Generator<void, Window | undefined> | undefined;
  let isMerging = false;
  let closed = false;

  const start = (): void => {
    if (isMerging || closed || nextStep(windows, options.now(), options) === undefined) return;
    isMerging = true;
    options.run(() => {
      mergeAll()
        .catch(options.onFailure)
        .finally(() => {
          isMerging = false;
        });
    });
  };
  const mergeAll = async (): Promise<void> => {
    for (;;) {
      // The code that has added a window goes on first.
      await nextTurn(true);
      const step = closed ? undefined : nextStep(windows, options.now(), options);
      if (step === undefined) return;
      const before = clears;
      work = step.maxNodes === 0 ? nothing() : performStep(step);
      const merged = await inTurns('merge in memory', work, true);
      work = undefined;
      // What was merged may have been cleared meanwhile.
      if (before === clears && !closed) replace(step, merged);
    }
  };
  const replace = ({ windows: inputs }: MergeStep, merged: Window | undefined): void => {
    if (merged !== undefined) storedOf(merged, inputs);
    const replaced = new Set(inputs);
    const others = windows.filter((window) => !replaced.has(window));
    windows = oldestFirst(merged === undefined ? others : [...others, merged]);
  };
  /** Gives up what is being merged. */
  const abandon = (): void => {
    work?.return(undefined);
  };

  const isOwn = (service: string): boolean =>
    service === '' || service === '*' || service === options.service;

  return {
    add(window) {
      if (window.startMicros < clearedMicros) return;
      windows = oldestFirst([...windows, window]);
      start();
    },
    list: async (service = '') => ({
      windows: isOwn(service) ? windows.map((window) => storedOf(window)) : [],
      clearedMicros,
      missing: [],
      unread: 0,
      decisions: isOwn(service) ? decisions.latest() : [],
    }),
    evidence: async () => [],
    services: async () => [options.service],
    // Only clears change it: the process itself counts what it adds.
    stamp: async () => String(clears),
    async clear() {
      clearedMicros = decisions.decide('clear', '').atMicros;
      clears++;
      windows = [];
      abandon();
      options.onDecisions?.(decisions.latest());
    },
    async decide(kind, value) {
      if (decisions.isDecided(kind, value)) return;
      decisions.decide(kind, value);
      options.onDecisions?.(decisions.latest());
    },
    flushNow() {},
    status: () => ({
      kind: 'memory',
      windows: windows.length,
      bytes: windows.reduce((sum, window) => sum + bytesOf(window), 0),
      problems: options.problems ?? [],
    }),
    async close() {
      closed = true;
      abandon();
    },
  };
}

/** Sorts in place. A window may be added after one that began later. */
function oldestFirst(windows: Window[]): readonly Window[] {
  return windows.sort((a, b) => a.startMicros - b.startMicros);
}

/** Nothing is left of windows past the end of the ladder. */
function* nothing(): Generator<void, undefined> {}

const storedWindows = new WeakMap<Window, StoredWindow>();

function storedOf(window: Window, mergedOf: readonly Window[] = []): StoredWindow {
  let stored = storedWindows.get(window);
  if (stored === undefined) {
    const covers = mergedOf.map((part) => storedOf(part).id);
    stored = {
      ...{ ...summaryOf(window, randomUUID()), covers, parts: [], bytes: bytesOf(window) },
      read: async () => window,
      readDigest: async () => digestOf(window),
    };
    storedWindows.set(window, stored);
  }
  return stored;
}
