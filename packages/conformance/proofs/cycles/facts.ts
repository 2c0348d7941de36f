/** What is made and closed: a profiler, an app with one, or for comparison an app without. */
export type CycleKind = 'profiler' | 'express' | 'fastify' | 'fastify without';

/** What a process holds after some cycles and a garbage collection. */
export interface CycleFacts {
  readonly cycles: number;
  readonly rssMib: number;
  /** V8's heap and external memory. */
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
