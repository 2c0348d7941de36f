import type { ConnectionUse } from '../contract.ts';
import type { Scope, ScopeTrace } from '../sample/scope.ts';
import type { CapturedStack } from './await-stack.ts';
import type { BeforeNode } from './before-node.ts';
import type { LoopCallback, LoopStretch } from './loop-log.ts';
import type { Operation } from './operation.ts';
import type { PoolJob } from './pool-jobs.ts';

/** An asynchronous resource that a traced request made. Times are microseconds of `performance.now()`. */
export interface Made {
  readonly asyncId: number;
  readonly type: string;
  readonly atMicros: number;
  /** What it follows: for the continuation of an `await`, the promise that is awaited. */
  readonly trigger: number;
  readonly stack: CapturedStack | undefined;
  /** The operation of a library that made it, or that has resolved it. */
  operation: BegunOperation | undefined;
  /** For timers: when it is due; otherwise 0. */
  readonly dueMicros: number;
  readonly job: PoolJob | undefined;
  /** The resource in whose callback it was made, if the request made that, too. */
  readonly parent: Made | undefined;
  /** For a promise: the callback that has resolved it, if the request made that, too. */
  resolvedBy: Made | undefined;
  /** When its callback ran last; 0 before the first time. */
  firedMicros: number;
}

/** An operation that a library has begun for a request. */
export interface BegunOperation {
  readonly operation: Operation;
  readonly trace: RequestTrace;
  readonly atMicros: number;
  /** Where the library was called. */
  readonly stack: CapturedStack;
  /** The resource in whose callback it was called, if the request made that. */
  readonly parent: Made | undefined;
  /** The callback of the loop in which it was answered. */
  answeredIn: LoopCallback | undefined;
}

/** A synchronous call of a library, which takes own work. */
export interface BlockingCall {
  readonly operation: Operation;
  readonly stack: CapturedStack;
}

/** Time of the request, and what tracing took of it. */
export interface Traced {
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly tracingMicros: number;
}

/** Time in which the request's own code had the loop. */
export interface OwnWork extends Traced {
  toMicros: number;
  tracingMicros: number;
  readonly cpuFromMicros: number;
  /** NaN where the thread's clock was not read: the work was short. */
  cpuMicros: number;
}

/** The end of a time in which nothing of the request ran: what came, and who had the loop until then. */
export interface Arrival {
  /** The time without own work. */
  readonly fromMicros: number;
  readonly toMicros: number;
  /** When the operation may have begun at the earliest, by its resource alone. */
  readonly startMicros: number;
  /** `undefined` when it waited for nothing: it could have gone on, and others had the loop. */
  readonly what: Operation | undefined;
  /** The resource whose callback came, if the request made it. */
  readonly made: Made | undefined;
  /** Its job in the thread pool, if it was one. */
  readonly job: PoolJob | undefined;
  /**
   * When it had come: between these two, which are the same when it is known. Times without own work since then were
   * spent in the queue.
   */
  readonly leastReadyMicros: number;
  readonly mostReadyMicros: number;
  /** What had the loop since it may have come: others, and the request itself. */
  readonly queued: readonly LoopStretch[];
  /** The operation that a library has answered by calling back, if that is how it came. */
  readonly answer: BegunOperation | undefined;
  /** Until when another request had the connection that brought it; 0 if there is no proof that one had. */
  readonly heldMicros: number;
  /** The callback of the loop that has ended its wait, before its own code went on in it. */
  readonly delivery: Traced | undefined;
  /** Promises that went on because of it, in order. */
  readonly continuations: Made[];
}

export interface TraceStart {
  readonly number: number;
  readonly weightMilli: number;
  /** Not false when the caller has asked for it, and may have it if this turns out to be true. */
  readonly mayForce: boolean | Promise<boolean>;
  readonly connection?: ConnectionUse | undefined;
}

/** Everything noted about one request while it is traced. Only `explain` makes sense of it. */
export class RequestTrace implements ScopeTrace {
  readonly isTrace: true = true;
  readonly scope: Scope;
  readonly start: TraceStart;
  readonly beganMicros: number;
  readonly before: BeforeNode | undefined;
  endedMicros = 0;
  status = 0;
  isCut = false;
  readonly own: OwnWork[] = [];
  readonly arrivals: Arrival[] = [];
  /** The loop's callback in which its code ran last. */
  lastCallback: LoopCallback | undefined;
  /** The last that it has waited for. */
  cause: Arrival | undefined;
  readonly made: Map<number, Made> = new Map();
  /** The async ids of connections that it has written to, or that have brought it something. */
  readonly connections: Set<number> = new Set();
  events = 0;
  readonly calls: BlockingCall[] = [];
  /** Whether a library has said anything of it. */
  isSaid = false;
  /** What tracing had cost all requests when the own work was last looked at. */
  costMicros = 0;
  /** The operation that a library is beginning. */
  operation: BegunOperation | undefined;
  /** The last that a library has answered by calling back. */
  answer: BegunOperation | undefined;

  constructor(scope: Scope, start: TraceStart, beganMicros: number, before: BeforeNode | undefined) {
    this.scope = scope;
    this.start = start;
    this.beganMicros = beganMicros;
    this.before = before;
  }

  get lastOwn(): OwnWork | undefined {
    return this.own.at(-1);
  }

  /** Its own work and its deliveries, in the order of time. */
  get traced(): readonly Traced[] {
    const deliveries = this.arrivals.flatMap(({ delivery }) => delivery ?? []);
    return [...this.own, ...deliveries].sort((a, b) => a.fromMicros - b.fromMicros);
  }

  /** What tracing took of the request's time. Never more than that time, whatever the clocks say. */
  get tracingMicros(): number {
    const ofOwn = this.own.reduce((sum, own) => sum + tracingOf(own), 0);
    return this.arrivals.reduce((sum, { delivery }) => sum + (delivery ? tracingOf(delivery) : 0), ofOwn);
  }
}

export function tracingOf({ fromMicros, toMicros, tracingMicros }: Traced): number {
  return Math.min(tracingMicros, toMicros - fromMicros);
}

/** When a timer that is set now is due; 0 for all else. */
export function dueMicros(type: string, resource: object, nowMicros: number): number {
  if (type !== 'Timeout') return 0;
  const { _idleTimeout: millis } = resource as { readonly _idleTimeout?: unknown };
  return nowMicros + (typeof millis === 'number' && millis > 0 ? millis * 1000 : 0);
}
