import { startApp } from './app.ts';
import { timeDrains } from './drain-times.ts';
import { calibrate, createHandlers } from './handlers.ts';
import type { Variant } from './variant.ts';

/** The settings of a server process, as JSON in `BENCH_SERVER`. */
export interface ServerSettings {
  readonly framework: string;
  readonly variant: Variant;
  readonly token: string;
  readonly rounds: number;
  readonly rate?: number | undefined;
  /** Times every drain; only in runs that measure drains. */
  readonly timeDrains?: boolean;
}

/** The first message of the process. */
export interface ServerReady {
  readonly port: number;
  /** From the start of the process until it listened. */
  readonly readyMillis: number;
}

/** The requests that it answers, and the types of the answers. */
export interface ServerAnswers {
  /** CPU time of the whole process so far, all its threads, in microseconds. */
  readonly cpu: number;
  /** Rounds of work that take the given microseconds. */
  readonly rounds: number;
  /** Milliseconds of each drain. */
  readonly drains: readonly number[];
}

export type ServerQuestion = { readonly ask: keyof ServerAnswers; readonly micros?: number };

const { framework, variant, token, rounds, rate, ...settings }: ServerSettings = JSON.parse(
  process.env.BENCH_SERVER ?? '',
);
const drains = settings.timeDrains ? timeDrains() : [];

process.on('message', ({ ask, micros = 0 }: ServerQuestion) => {
  if (ask === 'rounds') process.send?.(calibrate(micros));
  else if (ask === 'drains') process.send?.(drains);
  else {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  }
});
process.on('disconnect', () => process.exit(0));

const port = await startApp({
  framework,
  variant,
  profiler: { token, ...(rate === undefined ? {} : { rate }) },
  handlers: createHandlers(rounds),
});
const ready: ServerReady = { port, readyMillis: performance.now() };
process.send?.(ready);
