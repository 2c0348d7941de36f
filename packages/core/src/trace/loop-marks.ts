import type { Scope } from '../sample/scope.ts';
import type { LoopStretch } from './loop-log.ts';

/** A request has begun to run: until the next does, or until the callbacks of its turn have run. */
interface Mark {
  readonly scope: Scope;
  readonly atMicros: number;
  endMicros: number;
}

const mostMarks = 512;

/** Which requests began to run last: who had the loop while nothing was traced. */
export class LoopMarks {
  #marks: Mark[] = [];

  add(scope: Scope, atMicros: number): void {
    this.end(atMicros);
    if (this.#marks.length === mostMarks) this.#marks.splice(0, mostMarks / 2);
    this.#marks.push({ scope, atMicros, endMicros: Number.POSITIVE_INFINITY });
  }

  /** The callbacks of the turn have run. */
  end(nowMicros: number): void {
    const last = this.#marks.at(-1);
    if (last?.endMicros === Number.POSITIVE_INFINITY) last.endMicros = nowMicros;
  }

  /** In order, and without the stretches of no request. */
  between(fromMicros: number, toMicros: number): LoopStretch[] {
    const found: LoopStretch[] = [];
    for (let i = this.#marks.length - 1; i >= 0; i--) {
      const { scope, atMicros, endMicros } = this.#marks[i] as Mark;
      if (endMicros <= fromMicros) break;
      const [from, to] = [Math.max(fromMicros, atMicros), Math.min(toMicros, endMicros)];
      if (from < to) found.push({ fromMicros: from, toMicros: to, scope });
    }
    return found.reverse();
  }

  clear(): void {
    this.#marks = [];
  }
}
