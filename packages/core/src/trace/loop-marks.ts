import type { Scope } from '../sample/scope.ts';
import type { LoopStretch } from './loop-log.ts';

const mostMarks = 512;

/**
 * Which requests began to run last: who had the loop while nothing was traced. Each had it until the next began, or until the
 * callbacks of its turn had run.
 */
export class LoopMarks {
  readonly #scope: Scope[] = [];
  readonly #at = new Float64Array(mostMarks);
  /** Infinite while it has not ended. */
  readonly #end = new Float64Array(mostMarks);
  /** Marks are numbered; those from the first on are known, at most `mostMarks`. */
  #first = 0;
  #next = 0;

  add(scope: Scope, atMicros: number): void {
    this.end(atMicros);
    const place = this.#next++ % mostMarks;
    this.#scope[place] = scope;
    this.#at[place] = atMicros;
    this.#end[place] = Number.POSITIVE_INFINITY;
  }

  /** The callbacks of the turn have run. */
  end(nowMicros: number): void {
    const place = (this.#next - 1) % mostMarks;
    if (this.#next > this.#first && this.#end[place] === Number.POSITIVE_INFINITY)
      this.#end[place] = nowMicros;
  }

  /** In order, and without the stretches of no request. */
  between(fromMicros: number, toMicros: number): LoopStretch[] {
    const found: LoopStretch[] = [];
    const oldest = Math.max(this.#first, this.#next - mostMarks);
    for (let number = this.#next - 1; number >= oldest; number--) {
      const place = number % mostMarks;
      if ((this.#end[place] as number) <= fromMicros) break;
      const from = Math.max(fromMicros, this.#at[place] as number);
      const to = Math.min(toMicros, this.#end[place] as number);
      if (from < to) found.push({ fromMicros: from, toMicros: to, scope: this.#scope[place] });
    }
    return found.reverse();
  }

  /** Scopes are let go of when others take their places. */
  clear(): void {
    this.#first = this.#next;
  }
}
