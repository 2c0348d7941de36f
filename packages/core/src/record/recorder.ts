import { performance } from '../clock.ts';
import type { Outcome, Recording, RequestStart } from '../contract.ts';
import { callApp } from '../own-frames.ts';
import { Bucket, type OpenWork, type Scope } from '../sample/scope.ts';
import { epochMicros } from '../sample/source.ts';
import type { RequestTrace, TraceStart } from '../trace/request-trace.ts';
import { callThrough } from './call-through.ts';
import { followAll, type RecorderOptions } from './recorder-options.ts';
import { RequestLog } from './request-log.ts';
import { isCatchAll, pathOf } from './route-name.ts';
import { createRouteTable, type RouteEntry, type RouteTable } from './route-table.ts';
import { type PathScopes, ScopePool } from './scope-pool.ts';
import type { EndedBlock, EndedRequest } from './watched-requests.ts';

export interface Recorder {
  readonly routes: RouteTable;
  /** `mayForce`: the caller asks for a trace, and may have it if this is true, or turns out to be. */
  begin(start: RequestStart, mayForce?: boolean | Promise<boolean>): Recording;
  openCount(): number;
  /** Hands over the requests that have ended and are not counted yet. */
  flush(): void;
}

const logCapacity = 256;
/** A trace that was asked for stands for its own request only. */
const forcedWeight = 1000;

/** What `begin` gives when there is nothing to record. */
export const inertRecording: Recording = {
  id: '',
  beganMicros: 0,
  active: false,
  hasScope: false,
  run: callApp,
  enter() {},
  discard() {},
  end() {},
};

export function createRecorder(options: RecorderOptions): Recorder {
  const { following = followAll } = options;
  const routes = createRouteTable(options.maxRoutes);
  const pool = new ScopePool();
  let count = 0;
  let open = 0;
  const log = new RequestLog(logCapacity);
  const flush = (): void => {
    try {
      options.onRequests(log);
    } finally {
      log.length = 0;
    }
  };

  class RequestRecording implements Recording, OpenWork, EndedRequest {
    readonly #number = ++count;
    readonly #start: RequestStart;
    readonly #path: string;
    readonly beganMicros = performance.now() * 1000;
    readonly #known: PathScopes | undefined;
    readonly scope: Scope;
    readonly hasScope: boolean;
    readonly #isFollowed: boolean;
    endMicros = 0;
    readonly #slot: number;
    readonly #blockNumber: number;
    #trace: RequestTrace | undefined;
    #block: EndedBlock | undefined;
    #entry: RouteEntry | undefined;
    #state: 'open' | 'entered' | 'ended' = 'open';

    constructor(start: RequestStart, mayForce: boolean | Promise<boolean>) {
      this.#start = start;
      this.#path = pathOf(start.url);
      this.#known = pool.find(start.method, this.#path);
      const isForced =
        mayForce !== false && options.tracing !== undefined && following.insist(mayForce === true);
      const weight = following.weigh();
      const weightMilli = isForced ? forcedWeight : this.#chooseTrace();
      // What a traced request leaves behind must not run in the scope of another.
      const turn = weight > 0 ? following.turn : undefined;
      this.scope = pool.take(weightMilli > 0 ? undefined : this.#known, weight, turn);
      this.#isFollowed = weight > 0 || weightMilli > 0;
      this.hasScope = following.isSampling || weightMilli > 0;
      this.scope.open = this;
      this.#slot = options.watched?.begin(start.method, this.#path, this.beganMicros) ?? -1;
      open++;
      if (this.#isFollowed) following.began();
      options.onBegin(this.scope, this.beganMicros);
      this.#blockNumber = options.blocked?.begin(this) ?? -1;
      if (weightMilli > 0)
        this.#follow({
          ...{ number: this.#number, weightMilli, connection: start.connection },
          mayForce: isForced ? mayForce : false,
        });
    }

    #chooseTrace(): number {
      const { sliceWeight } = following;
      if (options.tracing === undefined || sliceWeight === 0) return 0;
      if (options.discardFirst === true && this.#number === 1) return 0;
      const weightMilli = options.tracing.choose(this.#known ?? this.#start.method, this.beganMicros);
      return Math.round(weightMilli * sliceWeight);
    }

    #follow(start: TraceStart): void {
      try {
        this.#trace = options.tracing?.begin(this.scope, start, this.beganMicros);
      } catch (error) {
        options.onFailure(error);
      }
    }

    get active(): boolean {
      return true;
    }

    get id(): string {
      return `${process.pid}-${this.#number}`;
    }

    run<T>(fn: (...args: never[]) => T, self?: unknown, args?: readonly unknown[]): T {
      return this.hasScope ? callThrough(options, this.scope, fn, self, args) : callApp(fn, self, args);
    }

    enter(): void {
      if (!this.hasScope) return;
      if (this.#state === 'open') this.#state = 'entered';
      try {
        options.enter(this.scope);
      } catch (error) {
        options.onFailure(error);
      }
    }

    discard(): void {
      if (!this.#close()) return;
      pool.discard(this.scope, Bucket.profiler, this.beganMicros + epochMicros);
      this.#drop();
    }

    end(outcome: Outcome): void {
      if (!this.#close()) return;
      try {
        this.#settle(outcome);
      } catch (error) {
        options.onFailure(error);
      }
    }

    get isTraced(): boolean {
      return this.#trace !== undefined;
    }

    /** Known when it has ended. */
    get route(): RouteEntry {
      return this.#entry as RouteEntry;
    }

    /** Keeps the block until it ends. */
    waitFor(block: EndedBlock): void {
      this.#block = block;
    }

    #drop(): void {
      if (this.#trace !== undefined) options.tracing?.drop(this.#trace);
    }

    currentBucket(): number {
      const pattern = this.#start.route?.();
      // Not matched yet, or only by a catch-all: it may still become a 404, so its URL must not become a route.
      if (typeof pattern !== 'string' || isCatchAll(pattern)) return Bucket.unresolved;
      return routes.named(this.#start.method, pattern).id;
    }

    /** False if it was closed already. */
    #close(): boolean {
      const state = this.#state;
      if (state === 'ended') return false;
      this.#state = 'ended';
      open--;
      if (this.#isFollowed) following.ended();
      options.watched?.end(this.#slot);
      this.scope.open = undefined;
      if (state === 'entered') this.#leave();
      return true;
    }

    #leave(): void {
      try {
        options.leave(this.scope);
      } catch (error) {
        options.onFailure(error);
      }
    }

    #entryOf(route: string | undefined, status: number): RouteEntry {
      const { method } = this.#start;
      if (typeof route !== 'string') return routes.unnamed(method, this.#path, status);
      const expected = this.#known?.entry;
      if (expected?.route === route) return expected;
      return isCatchAll(route) ? routes.unnamed(method, this.#path, status) : routes.named(method, route);
    }

    #settle({ route, status, aborted = false }: Outcome): void {
      const entry = this.#entryOf(route, status);
      const first =
        options.discardFirst === 'route' ? !entry.seen : options.discardFirst && this.#number === 1;
      if (!entry.seen) options.watched?.learn(entry);
      entry.seen = true;
      const began = this.beganMicros + epochMicros;
      if (first) {
        pool.discard(this.scope, Bucket.discarded, began);
        this.#drop();
        return;
      }
      const endMicros = performance.now() * 1000;
      this.endMicros = endMicros;
      if (this.#trace !== undefined) options.tracing?.end(this.#trace, status, endMicros);
      this.#entry = entry;
      const ended = options.blocked?.end(this, this.#blockNumber);
      const block = this.#block ?? ended;
      if (block !== undefined) {
        const { scope, beganMicros, isTraced } = this;
        block.add({ scope, beganMicros, isTraced, route: entry });
      }
      pool.settle(this.scope, this.#known, this.#start.method, this.#path, entry, began);
      const tracingMicros = this.#trace?.tracingMicros ?? 0;
      const micros = endMicros - this.beganMicros - tracingMicros;
      log.add(entry.id, status, aborted, micros, this.scope.weight, this.scope.turn);
      if (log.isFull) flush();
      options.afterRequest(endMicros / 1000);
    }
  }

  return {
    routes,
    begin(start, mayForce = false) {
      try {
        return new RequestRecording(start, mayForce);
      } catch (error) {
        options.onFailure(error);
        return inertRecording;
      }
    },
    openCount: () => open,
    flush,
  };
}
