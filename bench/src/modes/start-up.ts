import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createRandom, shuffle } from '../../../apps/shop/src/random.ts';
import { findCores } from '../cores.ts';
import { type Framework, modulesOf, titleOf } from '../frameworks.ts';
import { startChild } from '../measure/child.ts';
import { type InstalledNode, installedNode } from '../measure/nodes.ts';
import { startServer } from '../measure/server.ts';
import type { BenchOptions } from '../options.ts';
import { circumstances, describe } from '../output/circumstances.ts';
import { writeJson } from '../output/json.ts';
import { Progress } from '../output/progress.ts';
import { table } from '../output/table.ts';
import { dist } from '../prepare.ts';
import type { ServerReady } from '../servers/messages.ts';
import type { StartupTimes } from '../servers/startup.ts';
import { median } from '../statistics.ts';
import { variantsOn } from '../variants/table.ts';
import type { Variant } from '../variants/variant.ts';

/** Of fresh processes, for each median. */
const runs = 20;

/** When a variant's server listens, in medians. */
export interface StartUpRow {
  readonly node: string;
  readonly framework: Framework;
  readonly variant: string;
  readonly title: string;
  /** From the start of the process. */
  readonly wallMillis: number;
  /** Of all its threads. */
  readonly cpuMillis: number;
}

/** Prints how long importing and starting the profiler take, and when each variant's server listens. */
export async function measureStartup(options: BenchOptions): Promise<void> {
  const cores = findCores();
  const loadBefore = loadavg()[0] as number;
  const progress = new Progress(options.nodes.length * options.frameworks.length * runs);
  const random = createRandom(options.seed);
  const rows: StartUpRow[] = [];
  const own: string[][] = [];
  for (const node of options.nodes.map(installedNode)) {
    const variants = variantsOn(node.major, options.variants).filter(({ inFull }) => inFull);
    for (const framework of options.frameworks) {
      const parts: StartupTimes[] = [];
      const ready = new Map(variants.map((variant): [Variant, Ready[]] => [variant, []]));
      for (let i = 0; i < runs; i++) {
        parts.push(await partsOf(node, framework));
        for (const [{ name }, times] of shuffle(random, [...ready]))
          times.push(await readyOf(node, framework, name, options));
        progress.step(`Node ${node.version}, ${framework}`, 1);
      }
      own.push([
        node.version,
        titleOf(framework),
        median(parts.map(({ importMillis }) => importMillis)).toFixed(1),
        median(parts.map(({ callMillis }) => callMillis)).toFixed(1),
      ]);
      for (const [{ name, title }, times] of ready) {
        const wallMillis = median(times.map(({ readyMillis }) => readyMillis));
        const cpuMillis = median(times.map(({ readyCpuMillis }) => readyCpuMillis));
        rows.push({ node: node.version, framework, variant: name, title, wallMillis, cpuMillis });
      }
    }
  }
  progress.end();
  const about = circumstances(cores, loadBefore);
  writeJson(options.json, { mode: 'start-up', about, runs, rows });
  console.log(`\n${table(['Node', 'framework', ' import ms', ' createProfiler() ms'], own)}`);
  console.log(`\n${render(rows)}\n\n${describe(about)} Medians of ${runs} processes.`);
}

type Ready = Pick<ServerReady, 'readyMillis' | 'readyCpuMillis'>;

async function readyOf(
  { binary }: InstalledNode,
  framework: Framework,
  variant: string,
  { profiler }: BenchOptions,
): Promise<Ready> {
  const core = findCores()?.server;
  const server = await startServer({ node: binary, core, framework, variant, profiler, rounds: 1 });
  await server.stop();
  return server;
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

function render(rows: readonly StartUpRow[]): string {
  return table(
    ['Node', 'framework', 'variant', ' listens after ms', ' CPU ms', ' CPU over plain'],
    rows.map((row) => {
      const plain = rows.find(
        ({ node, framework, variant }) =>
          node === row.node && framework === row.framework && variant === 'plain',
      );
      const { node, framework, title, wallMillis, cpuMillis } = row;
      const more = row === plain ? '' : (cpuMillis - (plain?.cpuMillis ?? 0)).toFixed(0);
      return [node, titleOf(framework), title, wallMillis.toFixed(0), cpuMillis.toFixed(0), more];
    }),
  );
}
