import { join } from 'node:path';
import { findCores } from '../cores.ts';
import { type Framework, modulesOf, titleOf } from '../frameworks.ts';
import { startChild } from '../measure/child.ts';
import { type InstalledNode, installedNode } from '../measure/nodes.ts';
import { startServer } from '../measure/server.ts';
import type { BenchOptions } from '../options.ts';
import { Progress } from '../output/progress.ts';
import { table } from '../output/table.ts';
import { dist } from '../prepare.ts';
import type { StartupTimes } from '../servers/startup.ts';
import { median } from '../statistics.ts';
import { variants } from '../variants/table.ts';

/** Of fresh processes, for each median. */
const runs = 20;
const listed = variants
  .filter(({ inFull, majors, isPeer }) => inFull && (majors === undefined || isPeer))
  .map(({ name }) => name);

/** Prints how long importing and starting the profiler take, and when each variant's server listens. */
export async function measureStartup(options: BenchOptions): Promise<void> {
  const progress = new Progress(options.nodes.length * options.frameworks.length * runs);
  for (const node of options.nodes.map(installedNode)) {
    const rows: string[][] = [];
    for (const framework of options.frameworks) {
      const parts: StartupTimes[] = [];
      const listening = new Map<string, number[]>(listed.map((name) => [name, []]));
      for (let i = 0; i < runs; i++) {
        parts.push(await partsOf(node, framework));
        for (const [name, times] of listening) times.push(await readyMillis(node, framework, name, options));
        progress.step(`Node ${node.version}, ${framework}`, 1);
      }
      rows.push([
        titleOf(framework),
        median(parts.map(({ importMillis }) => importMillis)).toFixed(1),
        median(parts.map(({ callMillis }) => callMillis)).toFixed(1),
        ...[...listening.values()].map((times) => median(times).toFixed(1)),
      ]);
    }
    progress.end();
    const titles = [
      'framework',
      ' import ms',
      ' createProfiler() ms',
      ...listed.map((name) => ` ${name} listens`),
    ];
    console.log(`\nNode ${node.version}, medians of ${runs} processes\n\n${table(titles, rows)}`);
  }
}

async function readyMillis(
  { binary }: InstalledNode,
  framework: Framework,
  variant: string,
  { profiler }: BenchOptions,
): Promise<number> {
  const core = findCores()?.server;
  const server = await startServer({ node: binary, core, framework, variant, profiler, rounds: 1 });
  await server.stop();
  return server.readyMillis;
}

async function partsOf({ binary }: InstalledNode, framework: Framework): Promise<StartupTimes> {
  const child = startChild({
    node: binary,
    core: findCores()?.server,
    file: join(dist, 'servers/startup.js'),
    environment: { BENCH_STARTUP: JSON.stringify(modulesOf(framework)) },
  });
  try {
    return await child.hear<StartupTimes>();
  } finally {
    await child.stop();
  }
}
