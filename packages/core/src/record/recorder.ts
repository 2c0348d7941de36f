import { performance } from '../clock.ts';
import type { Outcome, Recording, RequestStart } from '../contract.ts';
import { callApp } from '../own-frames.ts';
import { Bucket, type OpenWork, type Scope } from '../sample/scope.ts';
import { epochMicros } from '../sample/source.ts';
import { callThrough, type ScopeRunner } from './call-through.ts';
import { RequestLog } from './request-log.ts';
import { isCatchAll, pathOf } from './route-name.ts';
import { createRouteTable, type RouteEntry, type RouteTable } from './route-table.ts';
import { type PathScopes, ScopePool } from './scope-pool.ts';

export interface RecorderOptions extends ScopeRunner {
  readonly maxRoutes: number;
  readonly discardFirst: boolean | 'route';
  enter(scope: Scope): void;
  leave(scope: Scope): void;
  /** Counts finished requests; the log is emptied afterwards. */
  onRequests(log: RequestLog): void;
  /** Called when a request has ended, with the time by `performance.now()`. */
  afterRequest(nowMillis: number): void;
}

export interface Recorder {
  readonly routes: RouteTable;
  begin(start: RequestStart): Recording;
  openCount(): number;
  /** Hands over the requests that have ended and are not counted yet. */
  flush(): void;
}

const logCapacity = 256;

/** What `begin` gives when there is nothing to record. */
export const inertRecording: Recording = {
  id: '',
  active: false,
  run: callApp,
  enter() {},
  discard() {},
  end() {},
};

export function createRecorder(options: RecorderOptions): Recorder {
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

  class RequestRecording implements Recording, OpenWork {
    readonly active = true;
    readonly #number = ++count;
    readonly #start: RequestStart;
    readonly #path: string;
    readonly #beganMicros = performance.now() * 1000;
    readonly #known: PathScopes | undefined;
    readonly #scope: Scope;
    #ended = false;
    #entered = false;

    constructor(start: RequestStart) {
      this.#start = start;
      this.#path = pathOf(start.url);
      this.#known = pool.find(start.method, this.#path);
      this.#scope = pool.take(this.#known);
      this.#scope.open = this;
      open++;
    }

    get id(): string {
      return `${process.pid}-${this.#number}`;
    }

    run<T>(fn: (...args: never[]) => T, self?: unknown, args?: readonly unknown[]): T {
      return callThrough(options, this.#scope, fn, self, args);
    }

    enter(): void {
      this.#entered = true;
      try {
        options.enter(this.#scope);
      } catch (error) {
        options.onFailure(error);
      }
    }

    discard(): void {
      if (!this.#close()) return;
      pool.discard(this.#scope, Bucket.profiler, this.#beganMicros + epochMicros);
    }

    end(outcome: Outcome): void {
      if (!this.#close()) return;
      try {
        this.#settle(outcome);
      } catch (error) {
        options.onFailure(error);
      }
    }

    currentBucket(): number {
      const pattern = this.#start.route?.();
      // Not matched yet, or only by a catch-all: it may still become a 404, so its URL must not become a route.
      if (typeof pattern !== 'string' || isCatchAll(pattern)) return Bucket.unresolved;
      return routes.named(this.#start.method, pattern).id;
    }

    /** False if it was closed already. */
    #close(): boolean {
      if (this.#ended) return false;
      this.#ended = true;
      open--;
      this.#scope.open = undefined;
      if (this.#entered) this.#leave();
      return true;
    }

    #leave(): void {
      try {
        options.leave(this.#scope);
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
      entry.seen = true;
      const began = this.#beganMicros + epochMicros;
      if (first) {
        pool.discard(this.#scope, Bucket.discarded, began);
        return;
      }
      const endMicros = performance.now() * 1000;
      pool.settle(this.#scope, this.#known, this.#start.method, this.#path, entry, began);
      log.add(entry.id, status, aborted, endMicros - this.#beganMicros);
      if (log.isFull) flush();
      options.afterRequest(endMicros / 1000);
    }
  }

  return {
    routes,
    begin(start) {
      try {
        return new RequestRecording(start);
      } catch (error) {
        options.onFailure(error);
        return inertRecording;
      }
    },
    openCount: () => open,
    flush,
  };
}
