import type { ReportModel } from '../../../packages/core/src/index.ts';
import { findCores } from '../cores.ts';
import { titleOf } from '../frameworks.ts';
import { startLoad } from '../measure/load.ts';
import { startServer } from '../measure/server.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../output/table.ts';
import { pathsOf } from '../workloads.ts';

const millis = 5_000;

/** The profiler's own functions in its own profile, of a real server under load. */
export async function printHotSpots(node: string, major: number, options: BenchOptions): Promise<void> {
  const cores = findCores();
  const load = startLoad(cores?.load);
  try {
    for (const framework of options.frameworks) {
      const core = cores?.server;
      const profiler = { ...options.profiler, rate: 1000 };
      const server = await startServer({ node, core, framework, variant: 'middleware', profiler, rounds: 1 });
      try {
        await load.run({ port: server.port, paths: pathsOf.hello, connections: 32, millis });
        const own = await server.report<ReportModel>('view=functions&route=(profiler)&sort=self&limit=12');
        print(`Node ${major}, ${titleOf(framework)}, hello world`, own);
      } finally {
        await server.stop();
      }
    }
  } finally {
    await load.stop();
  }
}

function print(where: string, { functions, totals }: ReportModel): void {
  const perRequest = (micros: number): string => ((micros / totals.requests) * 1000).toFixed(0);
  console.log(
    `\n${where}, at 1000 samples a second: ${perRequest(totals.cpuMicros)} ns of CPU a request, ` +
      `${perRequest(totals.profilerMicros)} of them the profiler's own:\n`,
  );
  console.log(
    table(
      ['function', 'where', ' ns a request'],
      functions.map(({ name, file, line, selfCpuMicros }) => [
        name,
        `${file}:${line}`,
        perRequest(selfCpuMicros),
      ]),
    ),
  );
}
