import { isMeasuredByAls } from '../aims.ts';
import type { Cores } from '../cores.ts';
import type { Framework } from '../frameworks.ts';
import type { BenchOptions } from '../options.ts';
import type { Progress } from '../output/progress.ts';
import type { NodeResult } from '../output/result.ts';
import { summaryOf } from '../output/result.ts';
import { type Variant, variants } from '../servers/variant.ts';
import { workMicros } from '../workloads.ts';
import { type Comparison, compare } from './compare.ts';
import { type Drains, measureDrains } from './drains.ts';
import type { Load } from './load.ts';
import { startServer } from './server.ts';
import { measureStartup, type Startup } from './startup.ts';

/** The number of progress steps for one Node. */
export function stepsOf(major: number, { frameworks, workloads, slices }: BenchOptions): number {
  const compared = frameworks.reduce((sum, framework) => sum + variantsOf(framework, major).length, 0);
  return compared * workloads.length * slices + frameworks.length + workloads.length;
}

/** Measures everything that the options ask for, with servers on the Node at `node`. */
export async function measureNode(
  node: string,
  version: string,
  options: BenchOptions,
  cores: Cores | undefined,
  load: Load,
  progress: Progress,
): Promise<NodeResult> {
  const { frameworks, workloads, rate } = options;
  const core = cores?.server;
  const rounds = await calibrateOn(node, core);
  const comparisons: Comparison[] = [];
  for (const framework of frameworks) {
    for (const workload of workloads) {
      const comparison = await compare({
        node,
        cores,
        load,
        framework,
        workload,
        variants: variantsOf(framework, Number.parseInt(version, 10)),
        rounds,
        rate,
        slices: options.slices,
        sliceMillis: options.seconds * 1000,
        warmUpMillis: 800,
        onSlice: () => progress.step(`Node ${version}, ${framework}, ${workload}`),
      });
      comparisons.push(comparison);
      progress.say(summaryOf(comparison));
    }
  }
  const startups: Startup[] = [];
  for (const framework of frameworks) {
    startups.push(await measureStartup({ node, core, framework, runs: options.startupRuns }));
    progress.step(`Node ${version}, ${framework}, start-up`);
  }
  const [framework = 'express'] = frameworks;
  const drains: Drains[] = [];
  for (const workload of workloads) {
    const millis = options.seconds * 10_000;
    drains.push(await measureDrains({ node, core, load, framework, workload, rate, rounds, millis }));
    progress.step(`Node ${version}, ${framework}, drains`);
  }
  return { version, rate, comparisons, startups, drains };
}

/** If aims are relative to AsyncLocalStorage, every framework measures it; otherwise one is enough. */
function variantsOf(framework: Framework, major: number): readonly Variant[] {
  return framework === 'express' || isMeasuredByAls(major) ? variants : ['plain', 'profiled'];
}

async function calibrateOn(node: string, core: number | undefined): Promise<number> {
  const server = await startServer({ node, core, framework: 'express', variant: 'plain', rounds: 1 });
  try {
    return await server.ask('rounds', workMicros);
  } finally {
    await server.stop();
  }
}
