import { performance } from 'node:perf_hooks';

const { nodeTiming } = performance;

/**
 * Node's own idle clock, in milliseconds: how long libuv says that the loop has waited. Taken before anybody replaces
 * the property, this profiler included.
 */
export const libuvIdleMillis: () => number =
  Object.getOwnPropertyDescriptor(nodeTiming ?? {}, 'idleTime')?.get?.bind(nodeTiming) ??
  (() => nodeTiming?.idleTime ?? 0);

/** All in milliseconds. */
export interface LoopClocks {
  now(): number;
  libuvIdle(): number;
  /** How long this thread has run, or waited for a core. NaN where the system does not tell. */
  awake(): number;
}

/** The waiting that libuv has forgotten: each signal that interrupts a wait makes it forget what it had waited so far. */
export interface MissedWaits {
  /** Samples show that the loop has waited this long since the last batch. */
  add(idleMillis: number): void;
  /** Samples were dropped: only the thread's clock tells what was missed since the last batch. */
  skip(): void;
  /** Never decreases. */
  millis(): number;
}

/**
 * The loop has waited at least as long as libuv says, and at most as long as its thread was not awake. Between the two,
 * samples tell waiting from blocking calls. Time since the last batch is assumed to have the same share of blocking.
 */
export function createMissedWaits(clocks: LoopClocks, alreadyMillis = 0): MissedWaits {
  const read = () => ({ now: clocks.now(), libuvIdle: clocks.libuvIdle(), awake: clocks.awake() });
  let last = read();
  let missed = alreadyMillis;
  let shown = alreadyMillis;
  let lastShown = last;
  /** The share of the possibly missed time that the last samples confirmed as waiting; the rest was blocking calls. */
  let confirmed = 1;

  /** What libuv counted since `then`, and the most that it can have missed. */
  const since = (then: typeof last, at: typeof last) => {
    const libuvIdle = at.libuvIdle - then.libuvIdle;
    const asleep = at.now - then.now - (at.awake - then.awake);
    return { libuvIdle, most: Math.max(0, asleep - libuvIdle) };
  };
  return {
    add(idleMillis) {
      const at = read();
      const { libuvIdle, most } = since(last, at);
      const said = Math.max(0, idleMillis - libuvIdle);
      missed += Number.isNaN(most) ? said : Math.min(said, most);
      if (most > 0) confirmed = Math.min(said, most) / most;
      last = at;
    },
    skip() {
      const at = read();
      const { most } = since(last, at);
      missed += Number.isNaN(most) ? 0 : most;
      last = at;
    },
    millis() {
      const at = read();
      const { most } = since(last, at);
      const known = missed + (Number.isNaN(most) ? 0 : confirmed * most);
      // Samples report waits late. Idle time must not grow faster than the clock, or active time would go backwards.
      const room = since(lastShown, at).most;
      shown = Math.max(shown, Number.isNaN(room) ? known : Math.min(known, shown + room));
      lastShown = at;
      return shown;
    },
  };
}
