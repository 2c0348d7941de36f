import { nodeBinary, nodeMajors } from '../../src/node-binaries.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';
import { runLatency, sitesOfRoutes } from './run.ts';
import { blameTable, latencyTable, longestWaits, printLatency } from './table.ts';

// The parts of latencies beside the app's own account of them, on each Node line: `npx --yes pnpm@12 prove:latency`, or
// with majors and seconds: `prove:latency 20,24 10`. The results are in docs/proofs/latency.md.
const [majors = nodeMajors.join(), seconds = '8'] = process.argv.slice(2);
const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
const ports = { postgres: postgres.port, redis: redis.port };
const sites = sitesOfRoutes();
try {
  for (const major of nodeMajors.filter((one) => majors.split(',').includes(String(one)))) {
    for (const atATime of [1, 50]) {
      const node = nodeBinary(major) as string;
      const { report, accounts } = await runLatency(node, ports, atATime, Number(seconds) * 1000);
      console.log(
        `\nNode ${major}, ${atATime} at a time: per request, the app's clock, the report, difference`,
      );
      console.log(printLatency(latencyTable(report, accounts, atATime)));
      for (const [route, { site, kind }] of longestWaits(report)) {
        const isRight = sites.get(route)?.includes(site);
        if (sites.has(route) && !isRight) console.log(`  ${route} waits at ${site} (${kind}): wrong`);
      }
      for (const { route, by, truth, reported } of blameTable(report, accounts)) {
        if (truth > 200)
          console.log(`  ${route} behind ${by}: ${Math.round(truth)} µs, ${Math.round(reported)} µs`);
      }
    }
  }
} finally {
  await Promise.all([postgres.stop(), redis.stop()]);
}
