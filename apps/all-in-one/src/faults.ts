import { BLOCK_CPU_MILLIS, createShop } from '@apps/shop';
import type { LoadTally } from './load/plan.ts';
import type { Report, ReportRoute } from './report.ts';

/** A tolerance, because a route with few requests has only some hundred samples, and fewer on a busy machine. */
const BURN_TOLERANCE = 0.15;
const CONSERVATION_TOLERANCE = 0.01;

/** Routes whose work is mostly the shop's own code, before and after awaits and in a stream. */
const SAME_WORK = ['GET /search', 'POST /checkout', 'GET /export/products.csv'];
const LEAST_SHARE_OF_SAME_WORK = 1 / 5;

/**
 * Compares a report with the load that was sent to the shops under these mounts. Returns one sentence for each fault.
 */
export function findFaults(report: Report, tally: LoadTally, mounts: readonly string[]): string[] {
  const patterns = createShop().routes.map(({ method, pattern }) => ({ method, pattern }));
  const faults = mounts.flatMap((mount) =>
    patterns.flatMap(({ method, pattern }) => {
      const name = `${method} ${mount}/api${pattern}`;
      return routeFaults(name, pattern, findRoute(report, name), tally.sentByRoute[name] ?? 0);
    }),
  );
  return [
    ...loadFaults(report, tally),
    ...faults,
    ...SAME_WORK.flatMap((name) => sameWorkFaults(name, report, mounts)),
    ...conservationFaults(report),
  ];
}

function loadFaults({ routes }: Report, { sent, unexpected, firstUnexpected }: LoadTally): string[] {
  const faults: string[] = [];
  if (unexpected > 0) {
    faults.push(
      `${unexpected} of ${sent} requests did not get the expected answer; the first: ${firstUnexpected}.`,
    );
  }
  const seen = routes.reduce((sum, { requests }) => sum + requests, 0);
  if (seen !== sent) faults.push(`The report counts ${seen} requests in all, but ${sent} were sent.`);
  return faults;
}

function routeFaults(name: string, pattern: string, route: ReportRoute | undefined, sent: number): string[] {
  if (sent === 0) return [`No request was sent to ${name}: run longer.`];
  if (!route) return [`${name} is missing from the report.`];
  const faults: string[] = [];
  if (route.requests !== sent) {
    faults.push(`${name} has ${route.requests} requests in the report, but ${sent} were sent.`);
  }
  if (pattern === '/search' && !(route.cpuMicros > 0)) faults.push(`${name} has used no CPU.`);
  if (pattern === '/block') faults.push(...blockFaults(name, route));
  return faults;
}

/** `/block` is one uninterrupted piece of work: its CPU is known, and its time on the loop is at most its latency. */
function blockFaults(name: string, route: ReportRoute): string[] {
  const faults: string[] = [];
  const cpuMillis = route.cpuMicros / 1000 / route.requests;
  const loopMillis = route.wallMicros / 1000 / route.requests;
  const latencyMillis = route.latencyMicros.mean / 1000;
  if (!(cpuMillis >= BLOCK_CPU_MILLIS * (1 - BURN_TOLERANCE))) {
    faults.push(
      `${name} shows ${cpuMillis.toFixed(1)} ms of CPU per request, but burns ${BLOCK_CPU_MILLIS} ms.`,
    );
  }
  if (!(loopMillis <= latencyMillis * (1 + BURN_TOLERANCE))) {
    const [loop, latency] = [loopMillis, latencyMillis].map((millis) => millis.toFixed(1));
    faults.push(`${name} shows ${loop} ms on the loop per request, but is answered within ${latency} ms.`);
  }
  return faults;
}

/** The same code for the same requests: if a framework shows far less of it, another row has it. */
function sameWorkFaults(work: string, report: Report, mounts: readonly string[]): string[] {
  const names = mounts.map((mount) => work.replace(' ', ` ${mount}/api`));
  const perRequest = names.map((name) => {
    const route = findRoute(report, name);
    return { name, millis: route ? route.cpuMicros / 1000 / route.requests : 0 };
  });
  const mostMillis = Math.max(...perRequest.map(({ millis }) => millis));
  return perRequest
    .filter(({ millis }) => millis < mostMillis * LEAST_SHARE_OF_SAME_WORK)
    .map(({ name, millis }) => {
      const [shown, most] = [millis, mostMillis].map((value) => value.toFixed(1));
      return `${name} shows ${shown} ms of CPU per request, but the same work shows ${most} ms elsewhere.`;
    });
}

function findRoute({ routes }: Report, name: string): ReportRoute | undefined {
  return routes.find(({ method, route }) => `${method} ${route}` === name);
}

function conservationFaults({ totals, routes }: Report): string[] {
  const { elapsedMicros, idleMicros, gcMicros, backgroundMicros, profilerMicros } = totals;
  const routesMicros = routes.reduce((sum, { wallMicros }) => sum + wallMicros, 0);
  const sumMicros = routesMicros + backgroundMicros + gcMicros + profilerMicros + idleMicros;
  if (Math.abs(sumMicros - elapsedMicros) <= elapsedMicros * CONSERVATION_TOLERANCE) return [];
  const [sumMillis, elapsedMillis] = [sumMicros / 1000, elapsedMicros / 1000].map(Math.round);
  return [`The parts of the profile add up to ${sumMillis} ms, but ${elapsedMillis} ms have passed.`];
}
