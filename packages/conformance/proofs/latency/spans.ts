/** Times of one kind, in order. */
export class Spans {
  readonly #fromMicros: number[] = [];
  readonly #toMicros: number[] = [];
  /** The sum of those before each. */
  readonly #beforeMicros: number[] = [];
  #sumMicros = 0;

  add(fromMicros: number, toMicros: number): void {
    this.#fromMicros.push(fromMicros);
    this.#toMicros.push(toMicros);
    this.#beforeMicros.push(this.#sumMicros);
    this.#sumMicros += toMicros - fromMicros;
  }

  /** How much of the time between two moments they are. The moments may be within one of them. */
  between(fromMicros: number, toMicros: number): number {
    return this.#until(toMicros) - this.#until(fromMicros);
  }

  #until(micros: number): number {
    let [low, high] = [0, this.#fromMicros.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#fromMicros[middle] as number) <= micros) low = middle + 1;
      else high = middle;
    }
    const last = low - 1;
    if (last < 0) return 0;
    const [from, to] = [this.#fromMicros[last] as number, this.#toMicros[last] as number];
    return (this.#beforeMicros[last] as number) + Math.min(micros, to) - from;
  }
}
