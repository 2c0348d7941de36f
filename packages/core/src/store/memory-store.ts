import { randomUUID } from 'node:crypto';
import { clearImmediate, performance, setImmediate, unref } from '../clock.ts';
import type { Window } from '../profile/window.ts';
import { summaryOf } from '../profile/window-summary.ts';
import { performStep } from './perform-step.ts';
import { type Bounds, type MergeStep, nextStep } from './plan.ts';
import type { Store, StoredWindow } from './store.ts';
import { bytesOf } from './window-bytes.ts';

export interface MemoryStoreOptions extends Bounds {
  /** Whose windows these are. */
  readonly service: string;
  /** What is to be said about keeping them here, each a sentence that says what to do. */
  readonly problems?: readonly string[];
  /** Epoch microseconds. */
  now(): number;
  /** Runs one slice of background work, labelled as the profiler's own. */
  run(work: () => void): void;
  onFailure(error: unknown): void;
}

/** Merging holds the event loop for no longer than this at a time. */
const sliceMillis = 2;

/** Windows in this process's memory, bounded in age and size. What it forgets last is detail, not totals. */
export function createMemoryStore(options: MemoryStoreOptions): Store {
  let windows: readonly Window[] = [];
  let clearedMicros = 0;
  let clears = 0;
  let work: Generator<void, readonly Window[]> | undefined;
  let scheduled: NodeJS.Immediate | undefined;

  const start = (): void => {
    if (work !== undefined) return;
    const step = nextStep(windows, options.now(), options);
    if (step === undefined) return;
    work = perform(step);
    schedule();
  };
  const schedule = (): void => {
    scheduled = setImmediate(() => options.run(slice));
    unref(scheduled);
  };
  const slice = (): void => {
    if (work === undefined) return;
    const until = performance.now() + sliceMillis;
    try {
      for (;;) {
        const step = work.next();
        if (step.done) {
          windows = step.value;
          work = undefined;
          start();
          return;
        }
        if (performance.now() > until) {
          schedule();
          return;
        }
      }
    } catch (error) {
      work = undefined;
      options.onFailure(error);
    }
  };

  function* perform(step: MergeStep): Generator<void, readonly Window[]> {
    const { windows: inputs } = step;
    const replaced = new Set(inputs);
    const merged = step.maxNodes === 0 ? [] : [yield* performStep(step)];
    for (const window of merged) storedOf(window, inputs);
    // Read again: windows may have been added meanwhile.
    const others = windows.filter((window) => !replaced.has(window));
    return oldestFirst([...others, ...merged]);
  }

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
    }),
    services: async () => [options.service],
    // What is added, this process counts itself.
    stamp: async () => String(clears),
    async clear() {
      clearedMicros = Math.round(options.now());
      clears++;
      windows = [];
      work = undefined;
    },
    flushNow() {},
    status: () => ({
      kind: 'memory',
      windows: windows.length,
      bytes: windows.reduce((sum, window) => sum + bytesOf(window), 0),
      problems: options.problems ?? [],
    }),
    async close() {
      if (scheduled) clearImmediate(scheduled);
      work = undefined;
    },
  };
}

/** Sorts the array itself. A window may come later than one that began after it: its process wrote it later. */
function oldestFirst(windows: Window[]): readonly Window[] {
  return windows.sort((a, b) => a.startMicros - b.startMicros);
}

const storedWindows = new WeakMap<Window, StoredWindow>();

function storedOf(window: Window, mergedOf: readonly Window[] = []): StoredWindow {
  let stored = storedWindows.get(window);
  if (stored === undefined) {
    const covers = mergedOf.map((part) => storedOf(part).id);
    stored = { ...summaryOf(window, randomUUID()), covers, parts: [], read: async () => window };
    storedWindows.set(window, stored);
  }
  return stored;
}
