import type { CallTree } from '../../../core/src/profile/call-tree.ts';
import { LatencyBuilder } from '../../../core/src/profile/latency.ts';
import { TreeBuilder } from '../../../core/src/profile/tree-builder.ts';
import { type RouteWindow, type Window, windowFormat } from '../../../core/src/profile/window.ts';

/** A synthetic app whose windows look like those of a real one. */
export interface MadeUpApp {
  readonly routes: number;
  /** The window of a worker for a span of time: some stacks of its routes, mostly the frequent ones. */
  windowAt(startMicros: number, seconds: number, instance: string, version?: string): Window;
}

export interface AppSize {
  readonly routes: number;
  /** Different stacks of one route. */
  readonly stacks: number;
  /** The largest number of nodes in all trees of a window together. */
  readonly nodes: number;
  /** Samples in a second. */
  readonly rate: number;
}

const functionCount = 3_000;
const frameworkDepth = 9;
const appDepth = 16;
const requestsPerRouteAndMinute = 60;

export function makeUpApp({ routes, stacks, nodes, rate }: AppSize): MadeUpApp {
  const random = createRandom(42);
  const frames = Array.from({ length: functionCount }, (_, i) => ({
    name: `function${i}OfTheShop`,
    file: `/srv/shop/${i % 3 === 0 ? 'src' : 'node_modules/some-package/lib'}/module-${i % 300}.js`,
    line: 10 + (i % 500),
    column: 3 + (i % 40),
  }));
  const pick = (): number => Math.floor(random() * functionCount);
  const framework = Array.from({ length: frameworkDepth }, pick);
  /** Stacks of a route share their beginnings, as in real programs. */
  const stacksOf = (): number[][] => {
    const all: number[][] = [];
    const handler = [...framework, pick(), pick()];
    for (let i = 0; i < stacks; i++) {
      const from = all[Math.floor(random() * all.length)] ?? handler;
      const kept = from.slice(0, handler.length + Math.floor(random() * (from.length - handler.length + 1)));
      const more = 1 + Math.floor(random() * 4);
      all.push([...kept, ...Array.from({ length: more }, pick)].slice(0, frameworkDepth + appDepth));
    }
    return all;
  };
  const byRoute = Array.from({ length: routes }, stacksOf);
  const background = stacksOf();

  /** A window has only functions that ran, numbered in order of appearance. */
  let used = new Map<number, number>();
  const numberOf = (frame: number): number => {
    let number = used.get(frame);
    if (number === undefined) used.set(frame, (number = used.size));
    return number;
  };
  const draw = (paths: readonly number[][], samples: number, mayHave: number): CallTree => {
    const builder = new TreeBuilder(mayHave, () => numberOf(0));
    for (let i = 0; i < samples; i++) {
      // Some stacks are frequent, most are rare.
      const path = paths[Math.floor(paths.length * random() ** 3)] as number[];
      let node = 0;
      for (const frame of path) node = builder.child(node, numberOf(frame));
      builder.add(node, 1, Math.round(1e6 / rate), Math.round(0.8e6 / rate));
    }
    return builder.finish();
  };
  const routeOf = (number: number, seconds: number, tree: CallTree): RouteWindow => {
    const latency = new LatencyBuilder();
    const requests = Math.max(1, Math.round((requestsPerRouteAndMinute * seconds) / 60));
    for (let i = 0; i < requests; i++)
      latency.add(2_000 * Math.exp(2 * (random() + random() + random() - 1.5)));
    return {
      method: 'GET',
      route: `/api/resource-${number}/:id`,
      requests,
      statusClasses: [0, requests, 0, 0, 0],
      aborted: 0,
      latency: latency.finish(),
      gcMicros: 100,
      tree,
    };
  };

  return {
    routes,
    windowAt(startMicros, seconds, instance, version = '1.0.0') {
      const samples = Math.floor(rate * seconds);
      used = new Map();
      let nodesLeft = nodes;
      let samplesLeft = samples;
      const made: RouteWindow[] = [];
      for (let route = 0; route < routes; route++) {
        // Each half of the routes that are left has half of the samples that are left, or so.
        const share = Math.min(samplesLeft, Math.round((samplesLeft / (routes - route)) * (0.5 + random())));
        const tree = draw(byRoute[route] as number[][], share, Math.max(2, nodesLeft));
        nodesLeft -= tree.parent.length;
        samplesLeft -= share;
        made.push(routeOf(route, seconds, tree));
      }
      const shared = {
        background: draw(background, Math.min(samplesLeft, 50), Math.max(2, nodesLeft)),
        profiler: draw(background, 5, 50),
      };
      return {
        format: windowFormat,
        sources: [
          { service: 'shop', version, instance, pid: 4_000, node: '24.0.0', engine: 'async-context', rate },
        ],
        startMicros,
        endMicros: startMicros + seconds * 1e6,
        elapsedMicros: seconds * 1e6,
        frames: [...used.keys()].map((number) => frames[number] as (typeof frames)[0]),
        routes: made,
        runtime: {
          idleMicros: 0,
          gcMicros: 100 * routes,
          gcSamples: 3,
          gcCpuMicros: 90 * routes,
          ...shared,
          lost: 0,
        },
      };
    },
  };
}

/** Random numbers from 0 to 1, the same in each run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
