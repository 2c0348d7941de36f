import type { Scope } from '../sample/scope.ts';
import type { RouteEntry } from './route-table.ts';

/** Notes which requests are in flight. Both are called for every request. */
export interface OpenRequests {
  /** Returns its slot; -1 if there is none for it. The time is in microseconds of `performance.now()`. */
  begin(method: string, path: string, nowMicros: number): number;
  end(slot: number): void;
  /** The first request of a route has ended. */
  learn(route: Pick<RouteEntry, 'method' | 'route'>): void;
}

/** Knows blocks of the loop. Both are called for every request. */
export interface BlockedRequests {
  /** Returns its number, to be given when it ends. */
  begin(request: BlockableRequest): number;
  /**
   * Keeps nothing of the object. Returns the block that has just ended: requests that end now may have waited for it.
   */
  end(request: EndedRequest, number: number): EndedBlock | undefined;
}

/** A request that may turn out to have waited for a block. */
export interface BlockableRequest {
  readonly scope: Scope;
  /** Microseconds of `performance.now()`. */
  readonly beganMicros: number;
  waitFor(block: EndedBlock): void;
}

/** A request that has ended. */
export interface EndedRequest extends BlockableRequest, BlockedRequest {
  readonly endMicros: number;
}

/** A block of the loop that has just ended. */
export interface EndedBlock {
  /** A request that may have waited for it has ended. */
  add(request: BlockedRequest): void;
}

export interface BlockedRequest {
  readonly scope: Scope;
  /** Microseconds of `performance.now()`. */
  readonly beganMicros: number;
  readonly isTraced: boolean;
  readonly route: Pick<RouteEntry, 'method' | 'route'>;
}
