/** How long the loop is watched at a time, when it is not watched all the time. */
const sliceMicros = 50_000;
/** A loop that turns faster is watched for a smaller share of the time, and costs more. */
const mostWeight = 64;
/** After so many turns of a burst, it is no longer watched all the time. */
const turnsOfBurst = 100;

export interface TurnSlicesOptions {
  /** So many turns a second may be watched from now on. */
  readonly mostPerSecond: () => number;
  /** Between 0 and 1, 1 excluded. */
  readonly random: () => number;
}

/**
 * When the loop's turns are watched: always while there are few, otherwise in random slices of time. A turn is counted if
 * it begins in a slice, however long it is. So a long turn is counted with the same probability as a short one.
 */
export class TurnSlices {
  readonly #mostPerSecond: () => number;
  readonly #random: () => number;
  #sinceMicros = 0;
  #endMicros = 0;
  #turns = 0;
  #weight = 1;

  constructor({ mostPerSecond, random }: TurnSlicesOptions) {
    this.#mostPerSecond = mostPerSecond;
    this.#random = random;
  }

  /** How many times as long as itself the current slice stands for: a whole number. */
  get weight(): number {
    return this.#weight;
  }

  get endMicros(): number {
    return this.#endMicros;
  }

  begin(nowMicros: number): void {
    this.#sinceMicros = nowMicros;
    this.#endMicros = nowMicros + sliceMicros;
    this.#turns = 0;
  }

  /** A turn begins. Gives how long to rest from now on: 0 to watch it. */
  turn(beginMicros: number): number {
    this.#turns++;
    const wasAlways = this.#weight === 1;
    // A slice that stands for itself alone may end at any turn.
    const isBurst = wasAlways && this.#turns > turnsOfBurst;
    if (beginMicros < this.endMicros && !isBurst) return 0;
    const watchedMicros = Math.max(1, beginMicros - this.#sinceMicros);
    const perSecond = (this.#turns * 1e6) / watchedMicros;
    this.#weight = Math.min(mostWeight, Math.max(1, Math.ceil(perSecond / this.#mostPerSecond())));
    this.begin(beginMicros);
    if (this.#weight === 1) return 0;
    // A burst must not find the slices always at the same point: else nobody would see what bursts do next. So they begin as
    // if they had been going on for long, which may be within one.
    if (!wasAlways || this.#random() >= 1 / this.#weight) return this.#rest();
    this.#endMicros = beginMicros + sliceMicros * this.#random();
    return 0;
  }

  /**
   * On the average, so long that the next slice stands for `weight` times its own length. However long it has lasted, what is left is
   * as long: a burst that begins in a rest must have the same chance of being seen as one that begins in a quiet time.
   */
  #rest(): number {
    return -Math.log(1 - this.#random()) * (this.#weight - 1) * sliceMicros;
  }
}
