import { expect, test } from 'vitest';
import { chosenNode, nodeBinary } from '../../src/node-binaries.ts';
import { runTruth } from '../../src/truth/run.ts';
import { functionsOf, idleRoute, printTable, truthTable } from '../../src/truth/table.ts';

/**
 * How far a share may be from the truth. Ten seconds at 1000 Hz hit each function some hundred times; these are the
 * project's promises, not what one machine happens to reach.
 */
const routeTolerance = 0.03;
const functionTolerance = 0.04;
const idleTolerance = 0.005;
const conservationTolerance = 0.01;

test('CPU by route and by function is what the thread’s own clock says', async () => {
  const { report, burnt, elapsedMicros } = await runTruth(
    nodeBinary(chosenNode()) ?? process.execPath,
    10_000,
  );
  const rows = truthTable(report, burnt);
  const { totals, routes } = report;
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
      `measured ${totals.elapsedMicros} µs of ${Math.round(elapsedMicros)} µs; longest drain ${report.status.longestDrainMicros} µs`,
    ].join('\n'),
  );
  for (const { kind, name, error } of rows) {
    expect
      .soft(Math.abs(error), `${kind} ${name}`)
      .toBeLessThanOrEqual(kind === 'route' ? routeTolerance : functionTolerance);
  }
  const idleSamples = routes.find(({ method, route }) => `${method} ${route}` === idleRoute)?.samples ?? 0;
  for (const name of Object.keys(functionsOf)) {
    const busy = routes.find(({ method, route }) => `${method} ${route}` === name)?.samples ?? 0;
    expect.soft(idleSamples / busy, `${idleRoute} against ${name}`).toBeLessThanOrEqual(idleTolerance);
  }
  expect(added).toBe(totals.elapsedMicros);
  expect(Math.abs(totals.elapsedMicros / elapsedMicros - 1)).toBeLessThanOrEqual(conservationTolerance);
});
