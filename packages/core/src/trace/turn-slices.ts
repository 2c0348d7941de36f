/** How long the loop is watched at a time, when it is not watched all the time. */
const sliceMicros = 50_000;
/** After so many times the turns that a slice may have, a burst is no longer watched. */
const mostOfBurst = 2;
/** A loop that turns faster is watched for a smaller share of the time, and costs more. */
const mostWeight = 64;

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
    return this.#sinceMicros + sliceMicros;
  }

  begin(nowMicros: number): void {
    this.#sinceMicros = nowMicros;
    this.#turns = 0;
  }

  /** A turn begins. Gives how long to rest from now on: 0 to watch it. */
  turn(beginMicros: number): number {
    this.#turns++;
    const mostPerSecond = this.#mostPerSecond();
    if (beginMicros < this.endMicros && !this.#isBurst(mostPerSecond)) return 0;
    const watchedMicros = Math.max(1, beginMicros - this.#sinceMicros);
    const perSecond = (this.#turns * 1e6) / watchedMicros;
    this.#weight = Math.min(mostWeight, Math.max(1, Math.ceil(perSecond / mostPerSecond)));
    this.begin(beginMicros);
    // On the average, so long that the next slice stands for `weight` times its own length.
    return (this.#weight - 1) * sliceMicros * 2 * this.#random();
  }

  /** A slice that stands for itself alone may end at any turn. */
  #isBurst(mostPerSecond: number): boolean {
    return this.#weight === 1 && this.#turns > mostOfBurst * mostPerSecond * (sliceMicros / 1e6);
  }
}
