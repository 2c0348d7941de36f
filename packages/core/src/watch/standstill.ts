/** How long the loop has stood still, by the clock of the thread that watches it. */
export interface Standstill {
  /** @returns for how many milliseconds the counter has not changed while this thread could look. */
  look(beats: number, nowMillis: number): number;
}

/** @param tickMillis How often `look` is called. */
export function createStandstill(tickMillis: number): Standstill {
  let lastBeats = Number.NaN;
  let lastMillis = 0;
  let stood = 0;
  return {
    look(beats, nowMillis) {
      // A process that is suspended, or a machine that sleeps, stops both threads: that is no block.
      const seen = Math.min(nowMillis - lastMillis, 2 * tickMillis);
      stood = beats === lastBeats ? stood + seen : 0;
      lastBeats = beats;
      lastMillis = nowMillis;
      return stood;
    },
  };
}
