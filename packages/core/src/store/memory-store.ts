import { mergeSteps } from '../profile/merge.ts';
import type { Window } from '../profile/window.ts';
import { type Bounds, type MergeStep, nextStep } from './plan.ts';
import type { Store } from './store.ts';

export interface MemoryStoreOptions extends Bounds {
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
    scheduled.unref();
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

  function* perform({ windows: inputs, maxNodes }: MergeStep): Generator<void, readonly Window[]> {
    const replaced = new Set(inputs);
    const merged = maxNodes === 0 ? [] : [yield* mergeSteps(inputs, maxNodes)];
    // Read again: windows may have been added meanwhile.
    const others = windows.filter((window) => !replaced.has(window));
    return [...others, ...merged].sort((a, b) => a.startMicros - b.startMicros);
  }

  return {
    add(window) {
      windows = [...windows, window];
      start();
    },
    read: (fromMicros = 0, toMicros = Number.POSITIVE_INFINITY) =>
      windows.filter(({ startMicros, endMicros }) => endMicros >= fromMicros && startMicros <= toMicros),
    clear() {
      windows = [];
      work = undefined;
    },
    close() {
      if (scheduled) clearImmediate(scheduled);
      work = undefined;
    },
  };
}
