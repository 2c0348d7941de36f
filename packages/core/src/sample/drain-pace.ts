/** A drain holds the event loop a few times, briefly; nobody else runs meanwhile. */
export interface DrainHolds {
  /** How often. */
  readonly count: number;
  /** How often for more than two milliseconds, be it only because another process had the core. */
  readonly long: number;
  readonly longestMicros: number;
}

/** How drains hold the loop, and how long to wait for the next one: found out by running. */
export interface DrainPace {
  /** Some part of a drain has held the loop. */
  held(millis: number): void;
  /** A step of a drain that had turns of its own. */
  stepped(millis: number): void;
  /** All steps of a drain are done: the interval follows from them. */
  adapt(): void;
  /** How long to wait for the next drain, whose steps are counted from here on. */
  nextMillis(): number;
  holds(): DrainHolds;
  forgetHolds(): void;
}

/** A step should hold the loop for about this long; the interval between drains follows from it. */
const targetMillis = 1.2;
const longHoldMillis = 2;
const noHolds: DrainHolds = { count: 0, long: 0, longestMicros: 0 };
const shortestIntervalMillis = 20;
/** Holding the loop briefly comes before saving work, but drains take no more than this share of the time. */
const largestShare = 0.02;

export function createDrainPace(rate: number): DrainPace {
  const longestIntervalMillis = Math.min(5_000, Math.max(250, 250_000 / rate));
  // The first drains are small: their code is not compiled yet.
  let intervalMillis = shortestIntervalMillis;
  let holds = noHolds;
  let longestStepMillis = 0;
  let stepsMillis = 0;
  return {
    held(millis) {
      holds = {
        count: holds.count + 1,
        long: holds.long + (millis > longHoldMillis ? 1 : 0),
        longestMicros: Math.max(holds.longestMicros, Math.round(millis * 1000)),
      };
    },
    stepped(millis) {
      longestStepMillis = Math.max(longestStepMillis, millis);
      stepsMillis += millis;
    },
    adapt() {
      const factor = Math.min(1.5, Math.max(0.7, targetMillis / Math.max(longestStepMillis, 0.05)));
      const cheapest = Math.min(intervalMillis, stepsMillis / largestShare);
      intervalMillis = Math.min(
        longestIntervalMillis,
        Math.max(shortestIntervalMillis, cheapest, intervalMillis * factor),
      );
    },
    nextMillis() {
      longestStepMillis = stepsMillis = 0;
      return intervalMillis;
    },
    holds: () => holds,
    forgetHolds() {
      holds = noHolds;
    },
  };
}
