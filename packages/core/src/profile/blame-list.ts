import type { RouteName, TraceBlame } from './trace.ts';

interface OpenBlame extends TraceBlame {
  micros: number;
  beforeNodeMicros: number;
}

/** Who has delayed a request, added up. */
export class BlameList {
  readonly list: OpenBlame[] = [];

  /** Its place in the list. */
  addQueued(by: RouteName, micros: number): number {
    const place = this.#placeOf(by);
    (this.list[place] as OpenBlame).micros += micros;
    return place;
  }

  addBeforeNode(by: RouteName, micros: number): void {
    (this.list[this.#placeOf(by)] as OpenBlame).beforeNodeMicros += micros;
  }

  #placeOf({ method, route }: RouteName): number {
    const place = this.list.findIndex((known) => known.method === method && known.route === route);
    return place >= 0 ? place : this.list.push({ method, route, micros: 0, beforeNodeMicros: 0 }) - 1;
  }
}
