import type {
  Comparison,
  JudgedChange,
  LatencyChange,
  RouteChange,
} from '../presentation/model/comparison.ts';
import { type Weight, weightOf } from '../profile/call-tree.ts';
import { followedOf } from '../profile/estimated-window.ts';
import { mergeLatencies } from '../profile/latency.ts';
import type { RouteWindow } from '../profile/window.ts';
import type { ComparedParts } from './compare-parts.ts';
import { compareErrors, compareLatencies } from './compare-service.ts';
import { type CommonRoute, errorsOf, perRequest, type RoutePair } from './compared-routes.ts';
import { changeOf, type Figure, half, judge, judgeSteps } from './judge-changes.ts';
import type { LatencyMix } from './latency-mix.ts';
import { cpuNoise, wallNoise } from './noise.ts';
import { sampledChange } from './sampled.ts';
import type { Counted } from './shares.ts';
import { believable, commonDrift, type Drift, type Noise } from './significance.ts';
import { isChanged } from './verdicts.ts';

export interface ComparedRoutes {
  readonly routes: readonly RouteChange[];
  /** All requests that both profiles have routes for, as one mix. */
  readonly whole: Omit<Comparison['overall'], 'requests'>;
  readonly wallDrift: Drift;
  readonly latencyDrift: Drift;
}

/** One profile's figures of a route. */
interface Side {
  readonly requests: number;
  readonly errors: number;
  readonly followed: number;
  readonly weight: Weight;
  readonly latency: LatencyMix;
}

/** Compares each route and all together. The drift of CPU time comes from the comparison of functions. Yields. */
export function* compareRoutes(
  pairs: readonly RoutePair[],
  common: readonly CommonRoute[],
  cpuDrift: Drift,
  parts: ComparedParts,
): Generator<void, ComparedRoutes> {
  const sides = pairs.map(({ base, head }) => ({ base: sideOf(base), head: sideOf(head) }));
  const all = {
    base: totalCpu(sides.map(({ base }) => base)),
    head: totalCpu(sides.map(({ head }) => head)),
  };

  const time = (amount: (weight: Weight) => number) =>
    sides.map(
      ({ base, head }): Figure => ({
        before: perOwnRequest(base, amount),
        after: perOwnRequest(head, amount),
        estimate:
          base.followed === 0 || head.followed === 0
            ? undefined
            : sampledChange(sampledOf(base, amount), sampledOf(head, amount)),
      }),
    );
  yield;
  const cpuFigures = time(cpuOf);
  const cpuSpread = driftOf(cpuFigures, cpuNoise);
  const cpu = yield* judgeSteps(
    cpuFigures,
    { ...cpuDrift, spread: cpuDrift.isKnown && cpuSpread.isKnown ? cpuSpread.spread : cpuDrift.spread },
    half,
  );
  const wallFigures = time(wallOf);
  const wallDrift = driftOf(wallFigures, wallNoise);
  const wall = yield* judgeSteps(wallFigures, wallDrift, half);
  const latencies = yield* compareLatencies(
    sides.map(({ base, head }) => ({ base: base.latency, head: head.latency })),
    { base: latencyMix(common, 'base'), head: latencyMix(common, 'head') },
  );
  yield;
  const errors = compareErrors(
    sides.map(({ base, head }) => ({ base: countedOf(base), head: countedOf(head) })),
    { base: countedMix(common, 'base'), head: countedMix(common, 'head') },
  );
  yield;
  const routes = pairs.map(({ method, route }, i): RouteChange => {
    const { base, head } = sides[i] as (typeof sides)[number];
    const cpuChange = cpu[i] as JudgedChange;
    return {
      method,
      route,
      verdict: base.requests === 0 ? 'new' : head.requests === 0 ? 'gone' : cpuChange.verdict,
      requests: changeOf(base.requests, head.requests),
      followed: changeOf(base.followed, head.followed),
      samples: changeOf(base.weight.samples, head.weight.samples),
      errors: errors.routes[i] as JudgedChange,
      cpuPerRequestMicros: cpuChange,
      wallPerRequestMicros: wall[i] as JudgedChange,
      latencyMicros: latencies.routes[i] as LatencyChange,
      ...(parts.routes[i] as ComparedParts['routes'][number]),
      share: changeOf(base.weight.cpuMicros / (all.base || 1), head.weight.cpuMicros / (all.head || 1)),
    };
  });
  return {
    routes: routes.sort(byImpact),
    whole: {
      errors: errors.whole,
      cpuPerRequestMicros: judgeWhole(common, cpuOf, believable(cpuDrift, cpuNoise)),
      wallPerRequestMicros: judgeWhole(common, wallOf, believable(wallDrift, wallNoise)),
      latencyMicros: latencies.whole,
      latencyParts: parts.whole,
    },
    wallDrift,
    latencyDrift: latencies.drift,
  };
}

const cpuOf = ({ cpuMicros }: Weight): number => cpuMicros;
const wallOf = ({ wallMicros }: Weight): number => wallMicros;

function sideOf(route: RouteWindow | undefined): Side {
  return {
    requests: route?.requests ?? 0,
    errors: route === undefined ? 0 : errorsOf(route),
    followed: route === undefined ? 0 : followedOf(route),
    weight: route ? weightOf(route.tree) : { samples: 0, wallMicros: 0, cpuMicros: 0 },
    latency: [{ share: 1, latency: route?.latency ?? mergeLatencies([]) }],
  };
}

function latencyMix(common: readonly CommonRoute[], side: 'base' | 'head'): LatencyMix {
  return common.map((route) => ({ share: route.share, latency: route[side].latency }));
}

function countedOf({ requests, errors }: Side): Counted {
  return { count: errors, of: requests };
}

/** Errors of the mix, out of its effective number of requests: that many of one route would be as precise. */
function countedMix(common: readonly CommonRoute[], side: 'base' | 'head'): Counted {
  if (common.length === 0) return { count: 0, of: 0 };
  const of = 1 / common.reduce((sum, route) => sum + route.share ** 2 / route[side].requests, 0);
  const share = common.reduce((sum, route) => sum + perRequest(route, side, route[side].errors), 0);
  return { count: share * of, of };
}

/** The time of all requests together, per request of the mix. */
function judgeWhole(
  common: readonly CommonRoute[],
  amount: (weight: Weight) => number,
  drift: Drift,
): JudgedChange {
  const sum = (side: 'base' | 'head') => {
    const weights = common.map((route) => weightOf(route[side].tree));
    return {
      amount: common.reduce(
        (total, route, i) => total + perRequest(route, side, amount(weights[i] as Weight)),
        0,
      ),
      samples: weights.reduce((total, { samples }) => total + samples, 0),
      halfSample: 0,
    };
  };
  const [before, after] = [sum('base'), sum('head')];
  const figure = { before: before.amount, after: after.amount, estimate: sampledChange(before, after) };
  return judge([figure], drift, half)[0] as JudgedChange;
}

function totalCpu(sides: readonly Side[]): number {
  return sides.reduce((sum, { weight }) => sum + weight.cpuMicros, 0);
}

function perOwnRequest({ requests, weight }: Side, amount: (weight: Weight) => number): number {
  return requests === 0 ? 0 : amount(weight) / requests;
}

function sampledOf(side: Side, amount: (weight: Weight) => number) {
  const { samples } = side.weight;
  const perOne = perOwnRequest(side, amount);
  return { amount: perOne, samples, halfSample: samples === 0 ? 0 : perOne / samples / 2 };
}

function driftOf(figures: readonly Figure[], noise: Noise): Drift {
  return commonDrift(
    figures.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate])),
    noise,
  );
}

function byImpact(a: RouteChange, b: RouteChange): number {
  const [x, y] = [impact(a), impact(b)];
  return y - x || (`${a.route} ${a.method}` < `${b.route} ${b.method}` ? -1 : 1);
}

function impact(row: RouteChange): number {
  const { requests, cpuPerRequestMicros: cpu } = row;
  return Math.abs(cpu.after - cpu.before) * (requests.before + requests.after) + (isChanged(row) ? 1e15 : 0);
}
