import { type BusyTime, roundingMicros, type WorkMoment } from '../profile/find-block.ts';
import type { BlockableRequest, EndedBlock, EndedRequest } from '../record/watched-requests.ts';
import type { Scope } from '../sample/scope.ts';
import { epochMicros } from '../sample/source.ts';

/** With more in one turn of the loop, fewer are counted as delayed by a block. */
const most = 4_096;

type Route = EndedRequest['route'];

/**
 * Requests that came or ended lately. Of one that has ended only numbers are kept, its scope and its route: what keeps requests
 * for some milliseconds longer makes each garbage collection copy them.
 *
 * Times are microseconds of `performance.now()`.
 */
export class HeardRequests {
  readonly #open = new Array<BlockableRequest | undefined>(most).fill(undefined);
  readonly #scope = new Array<Scope | undefined>(most).fill(undefined);
  readonly #route = new Array<Route | undefined>(most).fill(undefined);
  readonly #isTraced = new Uint8Array(most);
  readonly #began = new Float64Array(most);
  /** 0 for one that is open. */
  readonly #ended = new Float64Array(most);
  /** Requests are numbered; those from the first on, up to the next, are kept. */
  #first = 0;
  #next = 0;

  /** Gives its number; -1 if it is not heard. */
  begin(request: BlockableRequest): number {
    if (this.#next - this.#first === most) return -1;
    const number = this.#next++;
    const at = number % most;
    this.#open[at] = request;
    this.#scope[at] = request.scope;
    this.#began[at] = request.beganMicros;
    this.#ended[at] = 0;
    return number;
  }

  end(request: EndedRequest, number: number): void {
    // That it came is known of one that is forgotten, but not yet that it has ended.
    const kept = number >= this.#first ? number : this.begin(request);
    if (kept < 0) return;
    const at = kept % most;
    this.#open[at] = undefined;
    this.#route[at] = request.route;
    this.#isTraced[at] = request.isTraced ? 1 : 0;
    this.#ended[at] = request.endMicros;
  }

  /** Forgets those that came and ended before; an open one, if it came before. */
  forgetBefore(micros: number): void {
    for (; this.#first < this.#next; this.#first++) {
      const at = this.#first % most;
      if (Math.max(this.#began[at] as number, this.#ended[at] as number) >= micros) return;
      this.#open[at] = this.#scope[at] = this.#route[at] = undefined;
    }
  }

  /** When requests began and ended in a time of the samples' clock; those that began before `toldMicros` had been told of. */
  momentsIn({ fromMicros, toMicros }: BusyTime, toldMicros: number): WorkMoment[] {
    const moments: WorkMoment[] = [];
    for (let number = this.#first; number < this.#next; number++) {
      const at = number % most;
      const [beganMicros, endMicros] = [this.#began[at] as number, this.#ended[at] as number];
      const [began, ended] = [beganMicros + epochMicros, endMicros + epochMicros];
      const isOver = endMicros > 0 && ended < fromMicros - roundingMicros;
      if (isOver || began >= toMicros) continue;
      const scope = this.#scope[at] as Scope;
      // Where turns are not watched, a block may be known only from some milliseconds after its begin on.
      if (beganMicros >= toldMicros)
        moments.push({ scope, atMicros: Math.max(fromMicros, began), isEnd: false });
      if (endMicros > 0 && ended < toMicros) moments.push({ scope, atMicros: ended, isEnd: true });
    }
    return moments;
  }

  /** Those that have come since then may have waited for the block. */
  waitFor(block: EndedBlock, sinceMicros: number): void {
    for (let number = this.#first; number < this.#next; number++) {
      const at = number % most;
      const beganMicros = this.#began[at] as number;
      if (beganMicros < sinceMicros) continue;
      const route = this.#route[at];
      if (route === undefined) this.#open[at]?.waitFor(block);
      else
        block.add({
          scope: this.#scope[at] as Scope,
          beganMicros,
          isTraced: this.#isTraced[at] === 1,
          route,
        });
    }
  }
}
