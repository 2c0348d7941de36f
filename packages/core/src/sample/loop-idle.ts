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
  /** A batch of samples says that the loop has waited for so long since the last one. */
  add(idleMillis: number): void;
  /** Samples are dropped: the thread's clock alone tells what was missed since the last batch. */
  skip(): void;
  /** Never decreases. */
  millis(): number;
}

/**
 * The loop has waited at least as long as libuv says, and at most for as long as its thread was not awake. Between the
 * two, samples tell waiting from blocking calls; since the last batch of samples, the thread's clock alone does.
 */
export function createMissedWaits(clocks: LoopClocks, alreadyMillis = 0): MissedWaits {
  const read = () => ({ now: clocks.now(), libuvIdle: clocks.libuvIdle(), awake: clocks.awake() });
  let last = read();
  let missed = alreadyMillis;
  let shown = alreadyMillis;

  /** The least and the most that was missed since `last`. */
  const sinceLast = (at: typeof last) => {
    const libuvIdle = at.libuvIdle - last.libuvIdle;
    const asleep = at.now - last.now - (at.awake - last.awake);
    return { libuvIdle, most: Math.max(0, asleep - libuvIdle) };
  };
  return {
    add(idleMillis) {
      const at = read();
      const { libuvIdle, most } = sinceLast(at);
      const since = Math.max(0, idleMillis - libuvIdle);
      missed += Number.isNaN(most) ? since : Math.min(since, most);
      last = at;
    },
    skip() {
      const at = read();
      const { most } = sinceLast(at);
      missed += Number.isNaN(most) ? 0 : most;
      last = at;
    },
    millis() {
      const { most } = sinceLast(read());
      shown = Math.max(shown, missed + (Number.isNaN(most) ? 0 : most));
      return shown;
    },
  };
}
