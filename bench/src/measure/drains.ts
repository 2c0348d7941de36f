import type { Framework } from '../frameworks.ts';
import { quantile } from '../statistics.ts';
import { pathsOf, type Workload } from '../workloads.ts';
import type { Load } from './load.ts';
import { startServer } from './server.ts';

/** How long drains held the event loop under load. */
export interface Drains {
  readonly framework: Framework;
  readonly workload: Workload;
  readonly count: number;
  readonly medianMillis: number;
  readonly p99Millis: number;
  readonly maxMillis: number;
}

export interface DrainOptions {
  readonly node: string;
  readonly core: number | undefined;
  readonly load: Load;
  readonly framework: Framework;
  readonly workload: Workload;
  readonly rate: number | undefined;
  readonly rounds: number;
  readonly millis: number;
}

export async function measureDrains(options: DrainOptions): Promise<Drains> {
  const { node, core, load, framework, workload, rate, rounds, millis } = options;
  const timed = { variant: 'profiled', timeDrains: true } as const;
  const server = await startServer({ node, core, framework, rounds, rate, ...timed });
  try {
    await load.run({ port: server.port, paths: pathsOf[workload], connections: 32, millis });
    const times = [...(await server.ask('drains'))].sort((a, b) => a - b);
    return {
      framework,
      workload,
      count: times.length,
      medianMillis: quantile(times, 0.5),
      p99Millis: quantile(times, 0.99),
      maxMillis: times.at(-1) ?? Number.NaN,
    };
  } finally {
    await server.stop();
  }
}
