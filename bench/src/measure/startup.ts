import { join } from 'node:path';
import type { Framework } from '../frameworks.ts';
import { dist } from '../prepare.ts';
import type { StartupTimes } from '../servers/startup.ts';
import { median } from '../statistics.ts';
import { startChild } from './child.ts';
import { startServer } from './server.ts';

/** Medians, in milliseconds. */
export interface Startup {
  readonly framework: Framework;
  readonly importMillis: number;
  readonly callMillis: number;
  /** From the start of the process until it listens, without and with the profiler. */
  readonly plainMillis: number;
  readonly profiledMillis: number;
}

export interface StartupOptions {
  readonly node: string;
  readonly core: number | undefined;
  readonly framework: Framework;
  readonly runs: number;
}

export async function measureStartup({ node, core, framework, runs }: StartupOptions): Promise<Startup> {
  const [parts, plain, profiled]: [StartupTimes[], number[], number[]] = [[], [], []];
  for (let i = 0; i < runs; i++) {
    parts.push(await partsOf(node, core, framework));
    const listen = async (variant: 'plain' | 'profiled', into: number[]): Promise<void> => {
      const server = await startServer({ node, core, framework, variant, rounds: 1 });
      into.push(server.readyMillis);
      await server.stop();
    };
    await listen('plain', plain);
    await listen('profiled', profiled);
  }
  return {
    framework,
    importMillis: median(parts.map(({ importMillis }) => importMillis)),
    callMillis: median(parts.map(({ callMillis }) => callMillis)),
    plainMillis: median(plain),
    profiledMillis: median(profiled),
  };
}

async function partsOf(node: string, core: number | undefined, framework: Framework): Promise<StartupTimes> {
  const child = startChild({
    node,
    core,
    file: join(dist, 'servers/startup.js'),
    environment: { BENCH_FRAMEWORK: framework },
  });
  try {
    return await child.hear<StartupTimes>();
  } finally {
    await child.stop();
  }
}
