import type { Turn } from '../sample/scope.ts';

/**
 * Finished requests, as the profile will count them, in the order in which they ended. They are written here one by
 * one and counted many at a time: a request then touches a few bytes, not the sketch and the row of its route.
 */
export class RequestLog {
  readonly routeId: Int32Array;
  readonly status: Uint16Array;
  readonly aborted: Uint8Array;
  /** How many requests it stands for; 0 if it was not followed. */
  readonly weight: Float64Array;
  /** See `Scope`. */
  readonly turn: (Turn | undefined)[];
  readonly latencyMicros: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.routeId = new Int32Array(capacity);
    this.status = new Uint16Array(capacity);
    this.aborted = new Uint8Array(capacity);
    this.weight = new Float64Array(capacity);
    this.turn = new Array(capacity).fill(undefined);
    this.latencyMicros = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.length >= this.routeId.length;
  }

  add(
    routeId: number,
    status: number,
    aborted: boolean,
    latencyMicros: number,
    weight = 1,
    turn?: Turn,
  ): void {
    const i = this.length++;
    this.routeId[i] = routeId;
    this.status[i] = status;
    this.aborted[i] = aborted ? 1 : 0;
    this.weight[i] = weight;
    this.turn[i] = turn;
    this.latencyMicros[i] = latencyMicros;
  }
}
