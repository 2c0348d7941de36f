import type { Scope } from '../sample/scope.ts';
import { takesThread } from './wait-kinds.ts';

/** A job for libuv's thread pool, as far as it can be followed from outside. */
export interface PoolJob {
  readonly scope: Scope | undefined;
  readonly addedMicros: number;
  /** When a thread took it up; an estimate. NaN while it waits for one. */
  startedMicros: number;
  /** How long it waited for a thread, by who had the threads; a request's own jobs are left out. */
  readonly behind: Map<Scope | undefined, number>;
}

const most = 10_000;

/**
 * Jobs in flight, in the order in which they were handed over. libuv's pool is first come, first served, so those beyond
 * its size wait. An estimate: jobs that were handed over before tracing began are not known, and one is taken for
 * complete when its callback runs.
 */
export class PoolJobs {
  readonly #threads: number;
  readonly #running = new Map<number, PoolJob>();
  readonly #waiting = new Map<number, PoolJob>();
  #lastMicros = 0;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** A resource was made; gives its job if it is one. */
  add(asyncId: number, type: string, scope: Scope | undefined, nowMicros: number): PoolJob | undefined {
    if (!takesThread(type) || this.#running.size + this.#waiting.size >= most) return undefined;
    const isFree = this.#running.size < this.#threads;
    const job: PoolJob = {
      scope,
      addedMicros: nowMicros,
      startedMicros: isFree ? nowMicros : Number.NaN,
      behind: new Map(),
    };
    this.#share(nowMicros);
    (isFree ? this.#running : this.#waiting).set(asyncId, job);
    return job;
  }

  /** A callback has come: if it is that of a job, the next job has a thread. */
  done(asyncId: number, nowMicros: number): void {
    if (this.#running.size === 0) return;
    if (!this.#running.has(asyncId)) {
      this.#waiting.delete(asyncId);
      return;
    }
    this.#share(nowMicros);
    this.#running.delete(asyncId);
    for (const [id, job] of this.#waiting) {
      this.#waiting.delete(id);
      job.startedMicros = nowMicros;
      this.#running.set(id, job);
      break;
    }
  }

  clear(): void {
    this.#running.clear();
    this.#waiting.clear();
  }

  /** Divides the time since the last change over those that have the threads. */
  #share(nowMicros: number): void {
    const micros = (nowMicros - this.#lastMicros) / this.#threads;
    this.#lastMicros = nowMicros;
    for (const job of this.#waiting.values()) {
      if (job.scope?.trace === undefined) continue;
      for (const { scope } of this.#running.values()) {
        if (scope !== job.scope) job.behind.set(scope, (job.behind.get(scope) ?? 0) + micros);
      }
    }
  }
}

/** How long a job waited for a thread; 0 also for one that was complete before a thread seemed to be free. */
export function threadWaitOf({ addedMicros, startedMicros }: PoolJob): number {
  return Number.isNaN(startedMicros) ? 0 : startedMicros - addedMicros;
}

/** The size of libuv's pool. */
export function poolSize({ UV_THREADPOOL_SIZE }: NodeJS.ProcessEnv): number {
  const size = Number.parseInt(UV_THREADPOOL_SIZE ?? '', 10);
  return size > 0 ? Math.min(size, 1024) : 4;
}
