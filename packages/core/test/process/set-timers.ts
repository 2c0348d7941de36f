/** Timers by a clock that the test sets. */
export interface SetTimers {
  /** By this clock. */
  now(): number;
  pending(): number;
  /** Returns what cancels it. */
  after(millis: number, work: () => void): () => void;
  /** Sets the clock, after all work until then. */
  until(millis: number): void;
}

export function setTimers(): SetTimers {
  let nowMillis = 0;
  let timers: { readonly atMillis: number; readonly work: () => void }[] = [];
  return {
    now: () => nowMillis,
    pending: () => timers.length,
    after(millis, work) {
      const timer = { atMillis: nowMillis + millis, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    until(millis) {
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.atMillis - b.atMillis);
        if (next === undefined || next.atMillis > millis) break;
        timers = timers.filter((timer) => timer !== next);
        nowMillis = next.atMillis;
        next.work();
      }
      nowMillis = millis;
    },
  };
}
