import type { Operation } from '../trace/operation.ts';
import type { LocatedArrival } from './locate-arrival.ts';
import type { TraceWait } from './trace.ts';

interface OpenWait extends TraceWait {
  micros: number;
  parallelMicros: number;
  threadMicros: number;
  operations: number;
}

/** What was waited for, and where: what a library has said goes before what was seen. */
type Located = Pick<LocatedArrival, 'stack' | 'site' | 'operation' | 'said'> & {
  readonly arrival: Pick<LocatedArrival['arrival'], 'what'>;
};

/** Waits for the same thing at the same place, added up. */
export class WaitList {
  readonly list: OpenWait[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #operations = new Set<string>();

  add(located: Located, micros: number): number {
    const number = this.#numberOf(located);
    (this.list[number] as OpenWait).micros += micros;
    return number;
  }

  addParallel(located: LocatedArrival, micros: number): void {
    (this.list[this.#numberOf(located)] as OpenWait).parallelMicros += Math.max(0, micros);
  }

  addThread(located: LocatedArrival, micros: number): void {
    (this.list[this.#numberOf(located)] as OpenWait).threadMicros += micros;
  }

  #numberOf({ arrival, stack, site, operation: id, said }: Located): number {
    const frame = stack[site];
    const seen = arrival.what ?? nothing;
    const target = said?.target || seen.target;
    const kind = said === undefined || said.kind === 'other' ? seen.kind : said.kind;
    const operation = said?.operation ?? seen.operation;
    const library = said?.library ?? seen.library;
    const key = `${kind}\n${target}\n${operation}\n${library}\n${frame?.file}:${frame?.line}:${frame?.column}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      this.#numbers.set(key, (number = this.list.length));
      this.list.push({
        kind,
        target,
        operation,
        library,
        stack,
        site,
        operations: 0,
        micros: 0,
        parallelMicros: 0,
        threadMicros: 0,
      });
    }
    const operationKey = `${number} ${id}`;
    if (!this.#operations.has(operationKey)) {
      this.#operations.add(operationKey);
      (this.list[number] as OpenWait).operations++;
    }
    return number;
  }
}

const nothing: Operation = { kind: 'other', target: '', operation: '', library: '' };
