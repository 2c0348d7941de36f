import { join } from 'node:path';
import { nodeBinary } from '../../../packages/conformance/src/node-binaries.ts';
import { findCores } from '../cores.ts';
import { startChild } from '../measure/child.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../output/table.ts';
import { dist } from '../prepare.ts';
import { printHotSpots } from './hot-spots.ts';
import type { SelfCost } from './main.ts';

const engines = ['async-context', 'inspector'] as const;

/** Prints where the cost of following requests goes, to find out how to lower it. */
export async function profileSelf(options: BenchOptions): Promise<void> {
  for (const major of options.nodes) {
    const node = nodeBinary(major);
    if (node === undefined) {
      console.log(`Node ${major} is not installed here.`);
      continue;
    }
    const columns: (readonly SelfCost[])[] = [];
    for (const engine of engines) columns.push(await costsOn(node, engine));
    const [rows = []] = columns.filter((column) => column.length > 0);
    console.log(`\nNode ${major}, nanoseconds:\n`);
    console.log(
      table(
        ['what', ...engines.map((engine) => ` ${engine}`)],
        rows.map(({ what }, i) => [what, ...columns.map((column) => column[i]?.nanos.toFixed(0) ?? '–')]),
      ),
    );
    await printHotSpots(node, major, options);
  }
}

/** The costs with an engine; empty if it cannot run on this Node. */
async function costsOn(node: string, engine: (typeof engines)[number]): Promise<readonly SelfCost[]> {
  const child = startChild({
    node,
    core: findCores()?.server,
    file: join(dist, 'self/main.js'),
    environment: { BENCH_ENGINE: engine },
  });
  try {
    return await child.hear<readonly SelfCost[]>();
  } catch (error) {
    if (String(error).includes('cannot sample this process')) return [];
    throw error;
  } finally {
    await child.stop();
  }
}
