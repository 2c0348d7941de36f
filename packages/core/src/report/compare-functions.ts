import type { Frame } from '../sample/stack-tree.ts';
import { type CommonRoute, cpuPerRequest, perRequest } from './compared-routes.ts';
import type { FunctionChange } from './comparison.ts';
import { describeFrame } from './frame-row.ts';
import { sumFunctions } from './functions.ts';
import { changeOf, judge } from './judge.ts';
import { cpuNoise } from './measured.ts';
import { type Sampled, sampledChange } from './sampled.ts';
import { isShift } from './shifted-work.ts';
import { commonDrift, type Drift, type Estimate } from './significance.ts';

const mostRoutes = 5;

/** Each function of a profile, by number: per request of the common mix. */
interface FunctionAmounts {
  readonly self: Float64Array;
  readonly total: Float64Array;
  /** In the function itself. */
  readonly samples: Float64Array;
  /** What sampling leaves open of `self`, if each sample were independent of the others. */
  readonly variance: Float64Array;
}

export interface ComparedFunctions {
  readonly functions: readonly FunctionChange[];
  readonly drift: Drift;
}

/** After so many functions a caller may let the event loop have a turn. */
const functionsAtOnce = 200;

/** Compares functions over the routes that both profiles have. Yields between routes and between functions. */
export function* compareFunctions(
  routes: readonly CommonRoute[],
  described: readonly { readonly frame: Frame; readonly appFolder: string }[],
): Generator<void, ComparedFunctions> {
  const base = yield* amountsOf(routes, 'base', described.length);
  const head = yield* amountsOf(routes, 'head', described.length);
  const seen = described.flatMap((_, number) => (base.total[number] || head.total[number] ? [number] : []));
  const halves = { base: halfSample(routes, 'base'), head: halfSample(routes, 'head') };
  const estimates = seen.map((number) =>
    sampledChange(sampled(base, number, halves.base), sampled(head, number, halves.head)),
  );
  const known = estimates.filter((estimate): estimate is Estimate => estimate !== undefined);
  const drift = commonDrift(known, cpuNoise);
  const changes = judge(
    seen.map((number, i) => ({
      before: base.self[number] as number,
      after: head.self[number] as number,
      estimate: estimates[i],
    })),
    drift,
  );
  const before = cpuPerRequest(routes, 'base');
  const after = cpuPerRequest(routes, 'head');
  yield;
  const functions: FunctionChange[] = [];
  for (const [i, number] of seen.entries()) {
    const { frame, appFolder } = described[number] as (typeof described)[number];
    let self = changes[i] as FunctionChange['selfCpuPerRequestMicros'];
    const samples = changeOf(base.samples[number] as number, head.samples[number] as number);
    if (self.verdict === 'slower' && base.total[number] === 0) self = { ...self, verdict: 'new' };
    else if (self.verdict === 'faster' && head.total[number] === 0) self = { ...self, verdict: 'gone' };
    else if (
      (self.verdict === 'slower' || self.verdict === 'faster') &&
      isShift(routes, number, described.length, drift)
    )
      self = { ...self, verdict: 'unsure' };
    functions.push({
      ...describeFrame(frame, appFolder, false),
      verdict: self.verdict,
      samples,
      selfCpuPerRequestMicros: self,
      totalCpuPerRequestMicros: changeOf(base.total[number] as number, head.total[number] as number),
      share: changeOf(self.before / (before || 1), self.after / (after || 1)),
      routes: self.verdict === 'same' || self.verdict === 'unsure' ? [] : inRoutes(routes, number),
    });
    if (self.verdict !== 'same' || i % functionsAtOnce === 0) yield;
  }
  return { functions: functions.sort(byImpact), drift };
}

function* amountsOf(
  routes: readonly CommonRoute[],
  side: 'base' | 'head',
  count: number,
): Generator<void, FunctionAmounts> {
  const make = () => new Float64Array(count);
  const amounts = { self: make(), total: make(), samples: make(), variance: make() };
  for (const route of routes) {
    const sums = yield* sumFunctions([route[side].tree], count);
    for (let i = 0; i < count; i++) {
      if (sums.totalSamples[i] === 0 && sums.totalCpuMicros[i] === 0) continue;
      const self = perRequest(route, side, sums.selfCpuMicros[i] as number);
      const samples = sums.selfSamples[i] as number;
      amounts.self[i] = (amounts.self[i] as number) + self;
      amounts.total[i] =
        (amounts.total[i] as number) + perRequest(route, side, sums.totalCpuMicros[i] as number);
      amounts.samples[i] = (amounts.samples[i] as number) + samples;
      amounts.variance[i] = (amounts.variance[i] as number) + self ** 2 / Math.max(1, samples);
    }
  }
  return amounts;
}

function sampled({ self, variance, samples }: FunctionAmounts, number: number, halfSample: number): Sampled {
  const amount = self[number] as number;
  const spread = variance[number] as number;
  const equal = spread > 0 ? amount ** 2 / spread : (samples[number] as number);
  return { amount, samples: equal, halfSample };
}

/** What half a sample stands for, per request of the mix. */
function halfSample(routes: readonly CommonRoute[], side: 'base' | 'head'): number {
  const samples = routes.reduce(
    (sum, route) => sum + route[side].tree.samples.reduce((total, count) => total + count, 0),
    0,
  );
  return samples === 0 ? 0 : cpuPerRequest(routes, side) / samples / 2;
}

function inRoutes(routes: readonly CommonRoute[], number: number): FunctionChange['routes'] {
  const amount = ({ requests, tree }: CommonRoute['base']): number =>
    tree.frame.reduce(
      (sum, frame, node) => (frame === number ? sum + (tree.cpuMicros[node] as number) : sum),
      0,
    ) / requests;
  return routes
    .map((route) => ({ route, before: amount(route.base), after: amount(route.head) }))
    .filter(({ before, after }) => before !== after)
    .sort(
      (a, b) => b.route.share * Math.abs(b.after - b.before) - a.route.share * Math.abs(a.after - a.before),
    )
    .slice(0, mostRoutes)
    .map(({ route, before, after }) => ({
      method: route.method,
      route: route.route,
      ...changeOf(before, after),
    }));
}

function byImpact(a: FunctionChange, b: FunctionChange): number {
  return impact(b) - impact(a) || (a.id < b.id ? -1 : 1);
}

/** What is sure comes first. */
function impact({ verdict, selfCpuPerRequestMicros: { before, after } }: FunctionChange): number {
  const isSure = verdict !== 'same' && verdict !== 'unsure';
  return Math.abs(after - before) + (isSure ? 1e12 : 0);
}
