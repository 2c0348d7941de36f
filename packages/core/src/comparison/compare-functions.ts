import type { FunctionChange, JudgedChange } from '../presentation/model/comparison.ts';
import { weightOf } from '../profile/call-tree.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { describeFrame } from '../tables/frame-row.ts';
import { sumFunctions } from '../tables/functions.ts';
import { type CommonRoute, cpuPerRequest, perRequest } from './compared-routes.ts';
import { changeOf, explained, type Figure, judgeSteps } from './judge-changes.ts';
import { cpuNoise } from './noise.ts';
import { type Sampled, sampledChange } from './sampled.ts';
import { isShift, selfCpu } from './shifted-work.ts';
import { commonDrift, type Drift, type Estimate } from './significance.ts';
import { isSure } from './verdicts.ts';

const mostRoutes = 5;

/** A measure of each function, by number: per request of the common mix. */
interface Amounts {
  readonly micros: Float64Array;
  readonly samples: Float64Array;
  /** The variance of `micros` from sampling, if each sample were independent of the others. */
  readonly variance: Float64Array;
}

interface FunctionAmounts {
  readonly self: Amounts;
  /** With all that it called. */
  readonly total: Amounts;
}

export interface ComparedFunctions {
  readonly functions: readonly FunctionChange[];
  readonly drift: Drift;
}

/** Compares functions over the routes that both profiles have. Yields between routes and between functions. */
export function* compareFunctions(
  routes: readonly CommonRoute[],
  described: readonly { readonly frame: Frame; readonly appFolder: string }[],
): Generator<void, ComparedFunctions> {
  const base = yield* amountsOf(routes, 'base', described.length);
  const head = yield* amountsOf(routes, 'head', described.length);
  const seen = described.flatMap((_, number) =>
    base.total.micros[number] || head.total.micros[number] ? [number] : [],
  );
  const halves = { base: yield* halfSample(routes, 'base'), head: yield* halfSample(routes, 'head') };
  const figuresOf = (measure: keyof FunctionAmounts): Figure[] =>
    seen.map((number) => ({
      before: base[measure].micros[number] as number,
      after: head[measure].micros[number] as number,
      estimate: sampledChange(
        sampled(base[measure], number, halves.base),
        sampled(head[measure], number, halves.head),
      ),
    }));
  const self = figuresOf('self');
  yield;
  const drift = commonDrift(
    self.flatMap(({ estimate }): Estimate[] => (estimate === undefined ? [] : [estimate])),
    cpuNoise,
  );
  yield;
  const ownChanges = yield* judgeSteps(self, drift);
  yield;
  const totalChanges = yield* judgeSteps(figuresOf('total'), drift);
  const before = cpuPerRequest(routes, 'base');
  const after = cpuPerRequest(routes, 'head');
  yield;
  const functions: FunctionChange[] = [];
  for (const [i, number] of seen.entries()) {
    const { frame, appFolder } = described[number] as (typeof described)[number];
    let own = ownChanges[i] as JudgedChange;
    let total = totalChanges[i] as JudgedChange;
    if (isSure(own) && isShift(routes, number, described.length, drift)) own = explained(own);
    if (base.total.micros[number] === 0) [own, total] = [renamed(own, 'new'), renamed(total, 'new')];
    else if (head.total.micros[number] === 0) [own, total] = [renamed(own, 'gone'), renamed(total, 'gone')];
    functions.push({
      ...describeFrame(frame, appFolder, false),
      verdict: own.verdict,
      samples: changeOf(base.self.samples[number] as number, head.self.samples[number] as number),
      selfCpuPerRequestMicros: own,
      totalCpuPerRequestMicros: total,
      share: changeOf(own.before / (before || 1), own.after / (after || 1)),
      routes: isSure(own) ? inRoutes(routes, number) : [],
    });
    yield;
  }
  return { functions: functions.sort(byImpact), drift };
}

/** Calls a sure change `new` or `gone`, because one of the profiles does not have the function. */
function renamed(judged: JudgedChange, verdict: 'new' | 'gone'): JudgedChange {
  return isSure(judged) ? { ...judged, verdict } : judged;
}

function* amountsOf(
  routes: readonly CommonRoute[],
  side: 'base' | 'head',
  count: number,
): Generator<void, FunctionAmounts> {
  const make = (): Amounts => ({
    micros: new Float64Array(count),
    samples: new Float64Array(count),
    variance: new Float64Array(count),
  });
  const amounts = { self: make(), total: make() };
  const add = ({ micros, samples, variance }: Amounts, i: number, amount: number, seen: number): void => {
    micros[i] = (micros[i] as number) + amount;
    samples[i] = (samples[i] as number) + seen;
    variance[i] = (variance[i] as number) + amount ** 2 / Math.max(1, seen);
  };
  for (const route of routes) {
    const sums = yield* sumFunctions([route[side].tree], count);
    for (let i = 0; i < count; i++) {
      const { selfCpuMicros, selfSamples, totalCpuMicros, totalSamples } = sums;
      if (totalSamples[i] === 0 && totalCpuMicros[i] === 0) continue;
      const self = perRequest(route, side, selfCpuMicros[i] as number);
      add(amounts.self, i, self, selfSamples[i] as number);
      const total = perRequest(route, side, totalCpuMicros[i] as number);
      add(amounts.total, i, total, totalSamples[i] as number);
    }
  }
  return amounts;
}

function sampled({ micros, variance, samples }: Amounts, number: number, halfSample: number): Sampled {
  const amount = micros[number] as number;
  const spread = variance[number] as number;
  const equal = spread > 0 ? amount ** 2 / spread : (samples[number] as number);
  return { amount, samples: equal, halfSample };
}

/** The time that half a sample stands for, per request of the mix. */
function* halfSample(routes: readonly CommonRoute[], side: 'base' | 'head'): Generator<void, number> {
  let samples = 0;
  for (const route of routes) {
    samples += weightOf(route[side].tree).samples;
    yield;
  }
  return samples === 0 ? 0 : cpuPerRequest(routes, side) / samples / 2;
}

function inRoutes(routes: readonly CommonRoute[], number: number): FunctionChange['routes'] {
  const amount = ({ requests, tree }: CommonRoute['base']): number => selfCpu(tree, number) / requests;
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

/** Sure changes come first. */
function impact(row: FunctionChange): number {
  const { before, after } = row.selfCpuPerRequestMicros;
  return Math.abs(after - before) + (isSure(row) ? 1e12 : 0);
}
