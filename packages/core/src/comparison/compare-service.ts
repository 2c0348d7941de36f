import { mapSteps } from '../in-turns.ts';
import type { JudgedChange, LatencyChange } from '../presentation/model/comparison.ts';
import { quantileMicros } from '../profile/latency.ts';
import { changeOf, type Figure, half, judge, judgeSteps, type Scale } from './judge-changes.ts';
import { meanChange, meanOf, quantileChange } from './latency-change.ts';
import { type LatencyMix, sketchOf } from './latency-mix.ts';
import { latencyNoise } from './noise.ts';
import { type Counted, shareFigure } from './shares.ts';
import { believable, commonDrift, type Drift, type Estimate } from './significance.ts';

const figures = ['mean', 'p50', 'p95', 'p99'] as const;
type FigureName = (typeof figures)[number];
const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
/** Errors do not drift with the machine. */
const noDrift: Drift = { logRatio: 0, spread: 0, error: 0, isKnown: true };

/** Latencies differ so much from run to run that noise could always hide a quarter. */
const ratio: Scale = { toChange: Math.expm1, same: [1 / 1.5 - 1, 0.5] };

/** One kind of figure, for each route and for all requests together. */
export interface Judged<Change> {
  readonly routes: readonly Change[];
  readonly whole: Change;
}

export interface BeforeAfter<Side> {
  readonly base: Side;
  readonly head: Side;
}

/** How long requests took before and after. Each figure is a family with its own drift: load lengthens tails most. Yields. */
export function* compareLatencies(
  routes: readonly BeforeAfter<LatencyMix>[],
  whole: BeforeAfter<LatencyMix>,
): Generator<void, Judged<LatencyChange> & { readonly drift: Drift }> {
  const compared: (Judged<JudgedChange> & { readonly drift: Drift })[] = [];
  for (const name of figures) {
    const ofRoutes = yield* mapSteps(routes, (sides) => latencyFigure(sides, name));
    const drift = commonDrift(
      ofRoutes.flatMap(({ estimate }): Estimate[] => (estimate === undefined ? [] : [estimate])),
      latencyNoise,
    );
    compared.push({
      routes: yield* judgeSteps(ofRoutes, drift, half),
      whole: judge([latencyFigure(whole, name)], believable(drift, latencyNoise), half)[0] as JudgedChange,
      drift,
    });
    yield;
  }
  const of = (name: FigureName) => compared[figures.indexOf(name)] as (typeof compared)[number];
  const changeFrom = (
    sides: BeforeAfter<LatencyMix>,
    judged: (name: FigureName) => JudgedChange,
  ): LatencyChange => ({
    mean: judged('mean'),
    p50: judged('p50'),
    p95: judged('p95'),
    p99: judged('p99'),
    max: changeOf(sketchOf(sides.base).maxMicros, sketchOf(sides.head).maxMicros),
  });
  return {
    routes: routes.map((sides, i) => changeFrom(sides, (name) => of(name).routes[i] as JudgedChange)),
    whole: changeFrom(whole, (name) => of(name).whole),
    drift: of('p50').drift,
  };
}

function latencyFigure({ base, head }: BeforeAfter<LatencyMix>, name: FigureName): Figure {
  if (name === 'mean')
    return {
      before: Math.round(meanOf(base).mean),
      after: Math.round(meanOf(head).mean),
      estimate: meanChange(base, head),
      scale: ratio,
    };
  const q = quantiles[name];
  return {
    before: Math.round(quantileMicros(sketchOf(base), q)),
    after: Math.round(quantileMicros(sketchOf(head), q)),
    estimate: quantileChange(base, head, q),
    scale: ratio,
  };
}

/** Errors as a share of requests, before and after. */
export function compareErrors(
  routes: readonly BeforeAfter<Counted>[],
  whole: BeforeAfter<Counted>,
): Judged<JudgedChange> {
  const figureOf = ({ base, head }: BeforeAfter<Counted>): Figure => shareFigure(base, head);
  return {
    routes: judge(routes.map(figureOf), noDrift, half),
    whole: judge([figureOf(whole)], noDrift, half)[0] as JudgedChange,
  };
}
