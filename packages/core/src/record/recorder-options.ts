import type { Scope, Turn } from '../sample/scope.ts';
import type { RequestTrace, TraceStart } from '../trace/request-trace.ts';
import type { ScopeRunner } from './call-through.ts';
import type { RequestLog } from './request-log.ts';
import type { BlockedRequests, OpenRequests } from './watched-requests.ts';

/** Traces some requests. */
export interface RequestTracing {
  /** How many requests a trace of this one would stand for, in thousandths; 0 when it is not to be traced. */
  choose(group: object | string, nowMicros: number): number;
  begin(scope: Scope, start: TraceStart, nowMicros: number): RequestTrace;
  /** The request has ended, and its scope has its route. */
  end(trace: RequestTrace, status: number, nowMicros: number): void;
  /** Forgets it: the request counts for no route. */
  drop(trace: RequestTrace): void;
}

/** Decides which requests are followed. */
export interface RequestFollowing {
  /** False between the slices of time in which samples are taken. */
  readonly isSampling: boolean;
  /** How many times as long as its slice the time is that a slice stands for; 0 while no request may be traced. */
  readonly sliceWeight: number;
  /** In which the next one is followed, if it is; `undefined` where all processes give stacks. */
  readonly turn: Turn | undefined;
  /** How many requests the next one stands for, if it is followed; 0 if it is not. */
  weigh(): number;
  /**
   * Whether the next request can be traced, which somebody asks for. Samples are taken on if need be, if it is sure that they
   * may ask.
   */
  insist(isSure: boolean): boolean;
  /** A request that is followed or traced has begun, and has ended. */
  began(): void;
  ended(): void;
}

/** Follows all requests. */
export const followAll: RequestFollowing = {
  isSampling: true,
  sliceWeight: 1,
  turn: undefined,
  weigh: () => 1,
  insist: () => true,
  began() {},
  ended() {},
};

export interface RecorderOptions extends ScopeRunner {
  readonly maxRoutes: number;
  readonly discardFirst: boolean | 'route';
  enter(scope: Scope): void;
  leave(scope: Scope): void;
  /** Where open requests are noted for the thread that watches the loop. */
  readonly watched?: OpenRequests | undefined;
  /** Blocks of the loop, and who may have waited for them. */
  readonly blocked?: BlockedRequests | undefined;
  /** Counts finished requests; the log is emptied afterwards. */
  onRequests(log: RequestLog): void;
  /** Absent where all are. */
  readonly following?: RequestFollowing | undefined;
  /** Absent where nothing is traced. */
  readonly tracing?: RequestTracing | undefined;
  /** A request begins to run. */
  onBegin(scope: Scope, nowMicros: number): void;
  /** Called when a request has ended, with the time by `performance.now()`. */
  afterRequest(nowMillis: number): void;
}
