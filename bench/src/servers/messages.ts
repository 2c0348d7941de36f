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
}

/** The requests that it answers, and the types of the answers. */
export interface ServerAnswers {
  /** Rounds of work that take the given microseconds. */
  readonly rounds: number;
}

export type ServerQuestion = { readonly ask: keyof ServerAnswers; readonly micros: number };
