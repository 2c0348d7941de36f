import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFleet } from './fleet.ts';
import { openReport } from './kept-report.ts';
import type { Place } from './place.ts';
import { withRedis } from './restartable-redis.ts';
import { allKnown, type Outcome, type Size } from './scenario.ts';

/** Nothing happens. The same requests to processes that keep them in Redis, and to others that keep them in a folder. */
export async function proveWithoutFault(size: Size): Promise<Outcome[]> {
  const dir = mkdtempSync(join(tmpdir(), 'routeprof-fleet-'));
  try {
    const inRedis = await withRedis(({ port }) =>
      run('nothing happens', { kind: 'redis', ports: [port] }, size),
    );
    const inFolder = await run('nothing happens, in a folder', { kind: 'directory', dir }, size);
    const isSame = inRedis.byRoute === inFolder.byRoute;
    const differs = `the folder has ${inFolder.byRoute}, and Redis ${inRedis.byRoute}`;
    return [
      inRedis.outcome,
      { ...inFolder.outcome, wrong: [...inFolder.outcome.wrong, ...(isSame ? [] : [differs])] },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function run(
  scenario: string,
  place: Place,
  size: Size,
): Promise<{ readonly outcome: Outcome; readonly byRoute: string }> {
  const fleet = await startFleet({ place, ...size });
  const report = await openReport(place);
  try {
    await fleet.sendEach(Math.ceil((3 * size.perSecond * size.trafficMillis) / 1000));
    await fleet.end();
    const found = await report.read();
    const { counted, failed, faults, byRoute } = fleet.tally();
    const [sent, kept] = [textOf(byRoute), textOf(found.byRoute)];
    return {
      byRoute: kept,
      outcome: {
        ...{ scenario, processes: size.processes, counted, failed, remark: kept },
        ...{ known: found.known, missing: found.missing, silent: found.silent.requests },
        wrong: [
          ...faults,
          ...allKnown(counted, found),
          ...(sent === kept ? [] : [`by route the report has ${kept} of ${sent}`]),
        ],
      },
    };
  } finally {
    await report.close();
    await fleet.stop();
  }
}

function textOf(byRoute: ReadonlyMap<string, number>): string {
  return [...byRoute]
    .map(([route, count]) => `${route} ${count}`)
    .sort()
    .join(', ');
}
