/** What is made and closed: a profiler alone, or an app with one; and one without, to compare with. */
export type CycleKind = 'profiler' | 'express' | 'fastify' | 'fastify without';

/** What a process has after some cycles, when the garbage has been collected. */
export interface CycleFacts {
  readonly cycles: number;
  readonly rssMib: number;
  /** Of V8 and of what hangs on it. */
  readonly heapMib: number;
  readonly openFiles: number;
  readonly listeners: number;
  readonly resources: number;
}

export interface CycleTimes {
  readonly firstMillis: number;
  readonly medianMillis: number;
  readonly p95Millis: number;
  readonly warnings: readonly string[];
}
