import { type Weight, weightOf } from '../profile/call-tree.ts';
import { type LatencySketch, mergeLatencies } from '../profile/latency.ts';
import type { RouteWindow } from '../profile/window.ts';
import { compareErrors, compareLatencies } from './compare-service.ts';
import type { RoutePair } from './compared-routes.ts';
import type { JudgedChange, LatencyChange, RouteChange, Verdict } from './comparison.ts';
import { changeOf, judge } from './judge.ts';
import { cpuNoise, wallNoise } from './measured.ts';
import { sampledChange } from './sampled.ts';
import { commonDrift, type Drift, type Estimate, type Noise } from './significance.ts';

export interface ComparedRoutes {
  readonly routes: readonly RouteChange[];
  readonly wallDrift: Drift;
  readonly latencyDrift: Drift;
}

/** One profile's figures of a route. */
interface Side {
  readonly requests: number;
  readonly errors: number;
  readonly weight: Weight;
  readonly latency: LatencySketch;
}

/** Compares routes; the functions have shown the drift of CPU time. */
export function compareRoutes(pairs: readonly RoutePair[], cpuDrift: Drift): ComparedRoutes {
  const sides = pairs.map(({ base, head }) => ({ base: sideOf(base), head: sideOf(head) }));
  const all = {
    base: totalCpu(sides.map(({ base }) => base)),
    head: totalCpu(sides.map(({ head }) => head)),
  };

  const time = (amount: (weight: Weight) => number) =>
    sides.map(({ base, head }) => ({
      before: perRequest(base, amount),
      after: perRequest(head, amount),
      estimate:
        base.requests === 0 || head.requests === 0
          ? undefined
          : sampledChange(sampledOf(base, amount), sampledOf(head, amount)),
    }));
  const cpuFigures = time(({ cpuMicros }) => cpuMicros);
  const cpuSpread = driftOf(cpuFigures, cpuNoise);
  const cpu = judge(cpuFigures, {
    ...cpuDrift,
    spread: cpuDrift.isKnown && cpuSpread.isKnown ? cpuSpread.spread : cpuDrift.spread,
  });
  const wallFigures = time(({ wallMicros }) => wallMicros);
  const wallDrift = driftOf(wallFigures, wallNoise);
  const wall = judge(wallFigures, wallDrift);

  const { latencies, drift: latencyDrift } = compareLatencies(
    sides.map(({ base, head }) => ({ base: base.latency, head: head.latency })),
  );
  const errors = compareErrors(sides);
  const routes = pairs.map(({ method, route }, i): RouteChange => {
    const { base, head } = sides[i] as (typeof sides)[number];
    const latencyMicros = latencies[i] as LatencyChange;
    const { mean, p50, p95, p99 } = latencyMicros;
    const figures = [cpu[i] as JudgedChange, mean, p50, p95, p99];
    return {
      method,
      route,
      verdict: base.requests === 0 ? 'new' : head.requests === 0 ? 'gone' : worst(figures),
      requests: changeOf(base.requests, head.requests),
      samples: changeOf(base.weight.samples, head.weight.samples),
      errors: errors[i] as JudgedChange,
      cpuPerRequestMicros: cpu[i] as JudgedChange,
      wallPerRequestMicros: wall[i] as JudgedChange,
      latencyMicros,
      share: changeOf(base.weight.cpuMicros / (all.base || 1), head.weight.cpuMicros / (all.head || 1)),
    };
  });
  return { routes: routes.sort(byImpact), wallDrift, latencyDrift };
}

function sideOf(route: RouteWindow | undefined): Side {
  return {
    requests: route?.requests ?? 0,
    errors: route?.statusClasses[4] ?? 0,
    weight: route ? weightOf(route.tree) : { samples: 0, wallMicros: 0, cpuMicros: 0 },
    latency: route?.latency ?? mergeLatencies([]),
  };
}

function totalCpu(sides: readonly Side[]): number {
  return sides.reduce((sum, { weight }) => sum + weight.cpuMicros, 0);
}

function perRequest({ requests, weight }: Side, amount: (weight: Weight) => number): number {
  return requests === 0 ? 0 : amount(weight) / requests;
}

function sampledOf(side: Side, amount: (weight: Weight) => number) {
  const { samples } = side.weight;
  const perOne = perRequest(side, amount);
  return { amount: perOne, samples, halfSample: samples === 0 ? 0 : perOne / samples / 2 };
}

function driftOf(figures: readonly { readonly estimate: Estimate | undefined }[], noise: Noise): Drift {
  return commonDrift(
    figures.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate])),
    noise,
  );
}

/** The one of these verdicts that a reader must know first. */
export function worst(figures: readonly { readonly verdict: Verdict }[]): Verdict {
  const order: readonly Verdict[] = ['slower', 'faster', 'same'];
  return order.find((verdict) => figures.some((figure) => figure.verdict === verdict)) ?? 'unsure';
}

function byImpact(a: RouteChange, b: RouteChange): number {
  const [x, y] = [impact(a), impact(b)];
  return y - x || (`${a.route} ${a.method}` < `${b.route} ${b.method}` ? -1 : 1);
}

function impact({ verdict, requests, cpuPerRequestMicros: { before, after } }: RouteChange): number {
  const isSure = verdict !== 'same' && verdict !== 'unsure';
  return Math.abs(after - before) * (requests.before + requests.after) + (isSure ? 1e15 : 0);
}
