import { findCores } from '../cores.ts';
import { titleOf } from '../frameworks.ts';
import { startLoad } from '../measure/load.ts';
import { calibrateOn, installedNode } from '../measure/nodes.ts';
import { startServer } from '../measure/server.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../output/table.ts';
import { quantile } from '../statistics.ts';
import { pathsOf, workloadTitles } from '../workloads.ts';

/** Of each framework and workload. */
const millis = 10_000;

/** Prints how long the steps of drains hold the event loop under load, by the clock. */
export async function measureDrains(options: BenchOptions): Promise<void> {
  const cores = findCores();
  const load = startLoad(cores?.load);
  try {
    for (const { binary: node, version } of options.nodes.map(installedNode)) {
      const rounds = await calibrateOn(node, cores?.server);
      const rows: string[][] = [];
      for (const framework of options.frameworks) {
        for (const workload of options.workloads) {
          const timed = { variant: 'middleware', profiler: options.profiler, timeDrains: true } as const;
          const server = await startServer({ node, core: cores?.server, framework, rounds, ...timed });
          try {
            await load.run({ port: server.port, paths: pathsOf[workload], connections: 32, millis });
            const times = [...(await server.ask('drains'))].sort((a, b) => a - b);
            const shown = [0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(2));
            rows.push([titleOf(framework), workloadTitles[workload], String(times.length), ...shown]);
          } finally {
            await server.stop();
          }
        }
      }
      const titles = ['framework', 'workload', ' steps', ' median ms', ' p99 ms', ' longest ms'];
      console.log(`\nNode ${version}\n\n${table(titles, rows)}`);
    }
  } finally {
    await load.stop();
  }
}
