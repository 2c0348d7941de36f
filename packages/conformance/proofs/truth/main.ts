import { runTruth } from './run.ts';
import { printTable, truthTable } from './table.ts';

/** `node packages/conformance/proofs/truth/main.ts NODE_BINARY [SECONDS] [ENGINE] [REQUESTS AT A TIME]`: prints the table. */
const [node = process.execPath, seconds = '10', engine = '', atATime = '32'] = process.argv.slice(2);
const { report, burnt, requests, elapsedMicros, disturbance } = await runTruth(
  node,
  Number(seconds) * 1000,
  engine,
  Number(atATime),
);
const { totals } = report;
process.stdout.write(
  `Node ${report.sources[0]?.node}, engine ${report.status.engine}, ${requests} requests\n`,
);
process.stdout.write(`${printTable(truthTable(report, burnt))}\n`);
process.stdout.write(
  `elapsed ${Math.round(elapsedMicros)} µs, measured ${totals.elapsedMicros} µs (${((totals.elapsedMicros / elapsedMicros - 1) * 100).toFixed(2)} %), ` +
    `idle ${totals.idleMicros}, gc ${totals.gcMicros}, background ${totals.backgroundMicros}, profiler ${totals.profilerMicros}, ` +
    `drains held the loop ${report.status.drainHolds} times, ${report.status.longDrainHolds} over 2 ms, at most ${report.status.longestDrainMicros} µs; waited for a core ${(disturbance * 100).toFixed(1)} %\n`,
);
