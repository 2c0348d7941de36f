import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLoad } from '../../../../apps/all-in-one/src/load/start.ts';
import { type CallTree, weightOf } from '../../../core/src/profile/call-tree.ts';
import { type LatencySketch, latencyCount, quantileMicros } from '../../../core/src/profile/latency.ts';
import { middleOfBin } from '../../../core/src/profile/latency-bins.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { directoryStore } from '../../../core/src/store/directory/directory-store.ts';
import { startApp } from '../soak/running-app.ts';
import { firstView } from './first-view.ts';

/** What the windows of a real app are like. Deviations are those of the logarithm. */
export interface AppShape {
  readonly routes: number;
  readonly requests: number;
  /** Of latencies within a route: the median of all routes. */
  readonly latencySigma: number;
  /** Of routes' medians. */
  readonly latencyRouteSigma: number;
  readonly latencyMedianMicros: number;
  /** CPU time of a request: the median of all routes, and how they differ. */
  readonly cpuMedianMicros: number;
  readonly cpuRouteSigma: number;
  /** Of the requests, those to the most frequent route. */
  readonly topShare: number;
  /** Frames of a stack, weighted with its samples. */
  readonly depth: number;
  /** Nodes of a tree for each of its samples, in trees with 50 to 500 of them. */
  readonly nodesPerSample: number;
}

const leastRequests = 100;

/** Runs the shop of the demo under load, and looks at what its profiler has written. */
export async function measureAppShape(seconds: number): Promise<AppShape> {
  const dir = mkdtempSync(join(tmpdir(), 'routeprof-shape-'));
  try {
    const app = await startApp(dir);
    const load = startLoad({
      targets: [{ origin: app.origin, mount: '' }],
      ...{ seed: 1, requestsPerSecond: 100, concurrency: 8 },
      ...{ maxRequests: Number.MAX_SAFE_INTEGER, maxSeconds: seconds },
    });
    await load.done;
    await app.stop();
    return shapeOf((await firstView(directoryStore(dir, { maxBytes: 1024 ** 3 }))).window);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export function shapeOf({ routes }: Window): AppShape {
  const many = routes.filter(({ requests }) => requests >= leastRequests);
  const medians = many.map(({ latency }) => quantileMicros(latency, 0.5));
  const costs = many
    .map(({ tree, requests }) => weightOf(tree).cpuMicros / requests)
    .filter((cost) => cost > 0);
  const requests = routes.reduce((sum, row) => sum + row.requests, 0);
  const trees = routes.map(({ tree }) => tree);
  const middling = trees.filter((tree) => samplesOf(tree) >= 50 && samplesOf(tree) <= 500);
  return {
    ...{ routes: routes.length, requests },
    latencySigma: medianOf(many.map(({ latency }) => sigmaOfSketch(latency))),
    latencyRouteSigma: sigmaOf(medians),
    latencyMedianMicros: medianOf(medians),
    cpuMedianMicros: medianOf(costs),
    cpuRouteSigma: sigmaOf(costs),
    topShare: Math.max(...routes.map((row) => row.requests)) / requests,
    depth:
      trees.reduce((sum, tree) => sum + depthSum(tree), 0) /
      trees.reduce((sum, tree) => sum + samplesOf(tree), 0),
    nodesPerSample: medianOf(middling.map((tree) => tree.parent.length / samplesOf(tree))),
  };
}

function samplesOf(tree: CallTree): number {
  return weightOf(tree).samples;
}

/** The sum of all samples' depths. */
function depthSum({ parent, columns: [samples] }: CallTree): number {
  const depths: number[] = [0];
  let sum = 0;
  for (let node = 1; node < parent.length; node++) {
    const depth = (depths[parent[node] as number] ?? 0) + 1;
    depths.push(depth);
    sum += depth * (samples?.[node] ?? 0);
  }
  return sum;
}

function sigmaOfSketch(sketch: LatencySketch): number {
  const count = latencyCount(sketch);
  const logs = Array.from(sketch.bin, (bin) => Math.log(Math.max(1, middleOfBin(bin))));
  const weighed = (value: (log: number) => number): number =>
    logs.reduce((sum, log, i) => sum + value(log) * (sketch.count[i] ?? 0), 0) / count;
  const mean = weighed((log) => log);
  return Math.sqrt(weighed((log) => (log - mean) ** 2));
}

function sigmaOf(values: readonly number[]): number {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
