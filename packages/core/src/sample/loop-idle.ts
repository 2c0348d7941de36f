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
 * two, samples tell waiting from blocking calls. Since the last batch of samples, blocking is taken to go on as in that batch.
 */
export function createMissedWaits(clocks: LoopClocks, alreadyMillis = 0): MissedWaits {
  const read = () => ({ now: clocks.now(), libuvIdle: clocks.libuvIdle(), awake: clocks.awake() });
  let last = read();
  let missed = alreadyMillis;
  let shown = alreadyMillis;
  let lastShown = last;
  /** Which part of what may have been missed the last samples have confirmed: the rest were blocking calls. */
  let confirmed = 1;

  /** The least and the most that was missed since then. */
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
      // What samples tell late may come in parts: idle time that grows faster than time would make active time go back.
      const room = since(lastShown, at).most;
      shown = Math.max(shown, Number.isNaN(room) ? known : Math.min(known, shown + room));
      lastShown = at;
      return shown;
    },
  };
}
