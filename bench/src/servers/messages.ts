import type { ProfilerSettings } from '../variants/variant.ts';

/** The settings of a server process, as JSON in `BENCH_SERVER`. */
export interface ServerSettings {
  readonly framework: string;
  readonly modules: readonly string[];
  readonly adapter: string;
  readonly variant: string;
  readonly profiler: ProfilerSettings;
  /** Rounds of work that a request of the work handler takes. */
  readonly rounds: number;
}

/** The first message of the process. */
export interface ServerReady {
  readonly port: number;
  /** From the start of the process until it listened. */
  readonly readyMillis: number;
  /** CPU time of all its threads until then. */
  readonly readyCpuMillis: number;
}

/** The requests that it answers, and the types of the answers. */
export interface ServerAnswers {
  /** Rounds of work that take the given microseconds. */
  readonly rounds: number;
  /** CPU that each function has used, in microseconds. */
  readonly burnt: Readonly<Record<string, number>>;
  /** That its garbage has been collected. */
  readonly collect: true;
  /** That it will end. */
  readonly end: true;
}

export type ServerQuestion = { readonly ask: keyof ServerAnswers; readonly micros: number };
