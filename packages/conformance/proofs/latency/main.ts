import { nodeBinary, nodeMajors } from '../../src/node-binaries.ts';
import { startPostgres } from '../services/postgres.ts';
import { runLatency } from './run.ts';
import { blameTable, latencyTable, printLatency } from './table.ts';

// The parts of latencies beside the app's own account of them, on each Node line: `npx --yes pnpm@12 prove:latency`, or
// with majors and seconds: `prove:latency 20,24 10`. The results are in docs/proofs/latency.md.
const [majors = nodeMajors.join(), seconds = '8'] = process.argv.slice(2);
const postgres = await startPostgres();
try {
  for (const major of nodeMajors.filter((one) => majors.split(',').includes(String(one)))) {
    for (const atATime of [1, 50]) {
      const { report, accounts } = await runLatency(
        nodeBinary(major) as string,
        postgres.port,
        atATime,
        Number(seconds) * 1000,
      );
      console.log(
        `\nNode ${major}, ${atATime} at a time: per request, the app's clock, the report, difference`,
      );
      console.log(printLatency(latencyTable(report, accounts)));
      for (const { route, by, truth, reported } of blameTable(report, accounts)) {
        if (truth > 200)
          console.log(`  ${route} behind ${by}: ${Math.round(truth)} µs, ${Math.round(reported)} µs`);
      }
    }
  }
} finally {
  await postgres.stop();
}
