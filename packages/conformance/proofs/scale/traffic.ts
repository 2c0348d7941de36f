import type { Frame } from '../../../core/src/sample/stack-tree.ts';
import { createDraws, type Draws } from './draws.ts';

/** A route of the made-up app: what its requests are like. */
export interface TrafficRoute {
  readonly route: string;
  /** Of all requests. */
  readonly share: number;
  /** Medians of log-normal distributions. */
  readonly cpuMicros: number;
  readonly latencyMicros: number;
  /** Stacks, outermost first; the first ones are the most frequent. */
  readonly stacks: readonly (readonly number[])[];
}

/** An app as all processes of the fleet run it. */
export interface Traffic {
  readonly routes: readonly TrafficRoute[];
  readonly frames: readonly Frame[];
}

export const routeCount = 200;
/** At the costs below, some 15 % of a core. */
export const requestsPerSecond = 100;
/*
 * As the demo's shop has them under load, by `app-shape.ts`: 14 routes, 2,700 requests. How much requests of one route differ in
 * CPU time does not show in windows; it is taken to be half as much as in latency. Sigmas are deviations of the logarithm.
 */
const cpuMedianMicros = 420;
const cpuRouteSigma = 1.45;
const latencyMedianMicros = 7_000;
const latencyRouteSigma = 1.2;
export const latencySigma = 1.3;
export const cpuSigma = 0.65;
/** Stacks of 17 frames, and 1.9 nodes for a sample in trees of 50 to 500 samples. */
const stacksOfRoute = 150;
const frameworkDepth = 9;
const mostDepth = 25;
const functionCount = 3_000;

export function makeTraffic(): Traffic {
  const draws = createDraws(42);
  const framework = Array.from({ length: frameworkDepth }, () => draws.below(functionCount));
  const weights = Array.from({ length: routeCount }, (_, rank) => 1 / (rank + 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    frames: Array.from({ length: functionCount }, (_, i) => ({
      name: `function${i}OfTheShop`,
      file: `/srv/shop/${i % 3 === 0 ? 'src' : 'node_modules/some-package/lib'}/module-${i % 300}.js`,
      line: 10 + (i % 500),
      column: 3 + (i % 40),
    })),
    routes: weights.map((weight, rank) => ({
      route: `/api/resource-${rank}/:id`,
      share: weight / all,
      cpuMicros: draws.logNormal(cpuMedianMicros, cpuRouteSigma),
      latencyMicros: draws.logNormal(latencyMedianMicros, latencyRouteSigma),
      stacks: makeStacks(framework, draws),
    })),
  };
}

/** Stacks of a route share their beginnings, as in real programs. */
function makeStacks(framework: readonly number[], draws: Draws): number[][] {
  const handler = [...framework, draws.below(functionCount), draws.below(functionCount)];
  const made: number[][] = [];
  for (let i = 0; i < stacksOfRoute; i++) {
    const from = made[draws.below(made.length)] ?? handler;
    const kept = from.slice(0, handler.length + draws.below(from.length - handler.length + 1));
    const more = Array.from({ length: 1 + draws.below(4) }, () => draws.below(functionCount));
    made.push([...kept, ...more].slice(0, mostDepth));
  }
  return made;
}
