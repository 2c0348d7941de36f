import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { chosenBinary } from '../../src/node-binaries.ts';
import { runTruth, type TruthResult } from '../../src/truth/run.ts';
import { functionsOf, idleRoute, printTable, truthTable } from '../../src/truth/table.ts';

/**
 * How far a share may be from the truth. Ten seconds at 1000 Hz hit each function some hundred times; these are the
 * project's promises, not what one machine happens to reach.
 */
const routeTolerance = 0.03;
const functionTolerance = 0.04;
const idleTolerance = 0.005;
const conservationTolerance = 0.01;
/** While the machine does other work, its sampler threads wait for a core: then the run says nothing, and is repeated. */
const mostDisturbance = 0.06;
const mostRuns = 5;
const mostLongDrains = 0.1;

/** The first run that nothing disturbed, else the one that was disturbed least. */
async function quietRun(atATime: number): Promise<TruthResult> {
  let best: TruthResult | undefined;
  for (let run = 1; run <= mostRuns; run++) {
    const result = await runTruth(chosenBinary(), 10_000, '', atATime);
    if (best === undefined || result.disturbance < best.disturbance) best = result;
    if (best.disturbance <= mostDisturbance) break;
    console.log(
      `Run ${run} waited for a core ${(result.disturbance * 100).toFixed(1)} % of its time: again.`,
    );
    await setTimeout(2_000 * run);
  }
  return best as TruthResult;
}

// One at a time, the loop waits within a request, and nobody else's work marks where it ends.
test.each([32, 1])(
  'CPU by route and by function is what the thread’s own clock says, %i at a time',
  async (atATime) => {
    const { report, burnt, elapsedMicros, disturbance } = await quietRun(atATime);
    const rows = truthTable(report, burnt);
    const { totals, routes, status } = report;
    const added =
      totals.routesMicros +
      totals.backgroundMicros +
      totals.gcMicros +
      totals.profilerMicros +
      totals.idleMicros;
    console.log(
      [
        `Node ${report.sources[0]?.node}, engine ${report.status.engine}`,
        printTable(rows),
        `measured ${totals.elapsedMicros} µs of ${Math.round(elapsedMicros)} µs; drains held the loop ${status.drainHolds} times, ${status.longDrainHolds} over 2 ms, at most ${status.longestDrainMicros} µs; waited for a core ${(disturbance * 100).toFixed(1)} %`,
      ].join('\n'),
    );
    for (const { kind, name, error } of rows) {
      expect
        .soft(Math.abs(error), `${kind} ${name}`)
        .toBeLessThanOrEqual(kind === 'route' ? routeTolerance : functionTolerance);
    }
    const idleSamples = routes.find(({ method, route }) => `${method} ${route}` === idleRoute)?.samples ?? 0;
    // One at a time, a busy route is hit as seldom as the idle one's own work.
    for (const name of atATime === 1 ? [] : Object.keys(functionsOf)) {
      const busy = routes.find(({ method, route }) => `${method} ${route}` === name)?.samples ?? 0;
      expect.soft(idleSamples / busy, `${idleRoute} against ${name}`).toBeLessThanOrEqual(idleTolerance);
    }
    // What is longer is V8's own collection or a wait for a core, so a machine that takes the core away proves nothing.
    if (disturbance <= mostDisturbance) {
      expect
        .soft(status.longDrainHolds / status.drainHolds, 'drains over 2 ms')
        .toBeLessThanOrEqual(mostLongDrains);
    }
    expect(added).toBe(totals.elapsedMicros);
    expect(totals.cpuMicros).toBeLessThanOrEqual(totals.elapsedMicros - totals.idleMicros);
    expect(report.functions.filter((row) => row.selfCpuMicros > row.selfWallMicros)).toEqual([]);
    expect(routes.filter((row) => row.cpuMicros > row.wallMicros)).toEqual([]);
    expect(Math.abs(totals.elapsedMicros / elapsedMicros - 1)).toBeLessThanOrEqual(conservationTolerance);
  },
);
