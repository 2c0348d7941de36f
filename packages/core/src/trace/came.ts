/**
 * When something came that the loop's poll has reported. If the poll has waited, it came as the poll ended; otherwise at
 * any moment since the poll before. Microseconds of `performance.now()`.
 */
export interface Came {
  /** The poll before had ended by then, so it came later. */
  readonly leastMicros: number;
  /** If the poll has waited: it had not woken before. */
  readonly leastWokenMicros: number;
  /** When the poll before ended, probably. */
  readonly fromMicros: number;
  /** When its own poll ended, probably; if it has waited, it woke before, and the thread then waited for a core. */
  readonly polledMicros: number;
  readonly wokenMicros: number;
  /** Turns are numbered. */
  readonly turn: number;
  /** False when the poll before was not watched: then none of the moments is known. */
  readonly isKnown: boolean;
  /** Whether its own poll has waited. Known when the turn's callbacks have run. */
  readonly waited: boolean;
}

/** It came in this turn or before. */
export function unknownCame(nowMicros: number, turn: number): Came {
  return {
    leastMicros: nowMicros,
    leastWokenMicros: nowMicros,
    fromMicros: nowMicros,
    polledMicros: nowMicros,
    wokenMicros: nowMicros,
    turn,
    isKnown: false,
    waited: false,
  };
}

/** When a request came: probably at any moment between two, and surely not before a third. */
export interface CameBetween {
  readonly leastMicros: number;
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** When it came, whatever else is known. */
export function cameBetween(came: Came): CameBetween {
  return came.waited
    ? { leastMicros: came.leastWokenMicros, fromMicros: came.wokenMicros, toMicros: came.wokenMicros }
    : { leastMicros: came.leastMicros, fromMicros: came.fromMicros, toMicros: came.polledMicros };
}
