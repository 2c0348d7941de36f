import type { Change, JudgedChange } from '../presentation/model/comparison.ts';
import type { RouteTraces } from '../profile/route-traces.ts';
import type { RouteWindow } from '../profile/window.ts';
import { changeOf, type Figure, half, judge } from './judge-changes.ts';
import { latencyNoise } from './noise.ts';
import { believable, commonDrift, type Drift, type Estimate } from './significance.ts';
import type { TracedAmount } from './traced-amount.ts';

/** A figure that rests on traces. */
export interface TracedChange {
  readonly judged: JudgedChange;
  /** How many traces it rests on. */
  readonly traced: Change;
  /** Whether they are enough for a mean, before and after. */
  readonly isMeasured: { readonly before: boolean; readonly after: boolean };
}

export interface TracedPair {
  readonly base: RouteWindow | undefined;
  readonly head: RouteWindow | undefined;
}

/** With fewer traces, single requests decide; unless they are all that there were. */
const leastTraces = 10;
/** The whole is measured when the routes with enough traces have at least this share of its requests. */
const mostOfAll = 0.95;
/** Requests come in bursts that wait together. The fewer of them are traced, the less that matters. */
const burstDispersion = 8;
/** A time below this share of the latency is small, and so are its changes. */
const smallShare = 0.05;
const smallOperations = 0.5;
/** Relative: of what the clocks tell. */
const leastError = 0.01;

/** Numbers of operations do not drift with the machine. */
const noDrift: Drift = { logRatio: 0, spread: 0, error: 0, isKnown: true };

/** Means over the traced requests, per request; each route's, and those of all routes that both sides have. */
export function compareTraced(
  pairs: readonly TracedPair[],
  amount: TracedAmount,
): { readonly routes: readonly TracedChange[]; readonly whole: TracedChange } {
  const { unit } = amount;
  const sides = pairs.map(({ base, head }) => ({ base: measure(base, amount), head: measure(head, amount) }));
  const { changes, drift } = judgeTraced(sides, unit, half);
  const all = mixOf(sides);
  const whole = figureOf(all, unit).figure;
  return {
    routes: sides.map((pair, i) => changeFrom(pair, changes[i] as JudgedChange)),
    whole: changeFrom(all, judge([whole], believable(drift, latencyNoise), half)[0] as JudgedChange),
  };
}

/** Judges the figures of a family. `part` is its share of the permitted error rate. */
export function judgeTraced(
  sides: readonly MeasuredPair[],
  unit: TracedAmount['unit'],
  part: number,
): { readonly changes: readonly JudgedChange[]; readonly drift: Drift } {
  const figures = sides.map((pair) => figureOf(pair, unit));
  const drift = driftOf(figures, unit);
  const judged = figures.map(({ figure }) => figure);
  return { changes: judge(judged, drift, part), drift };
}

function changeFrom({ base, head }: MeasuredPair, judged: JudgedChange): TracedChange {
  return {
    judged,
    traced: changeOf(base.traced, head.traced),
    isMeasured: { before: base.isEnough, after: head.isEnough },
  };
}

/** What one side's traces tell of a route, or of all. */
export interface Measured {
  readonly requests: number;
  readonly traced: number;
  readonly mean: number;
  /** Of the mean; NaN when too few traces are kept to tell. */
  readonly variance: number;
  /** The mean latency. */
  readonly totalMicros: number;
  readonly isEnough: boolean;
}

export interface MeasuredPair {
  readonly base: Measured;
  readonly head: Measured;
}

export function measure(route: RouteWindow | undefined, amount: TracedAmount): Measured {
  const { requests = 0, traces } = route ?? {};
  const weight = (traces?.weightMilli ?? 0) / 1000;
  if (traces === undefined || weight === 0)
    return { requests, traced: 0, mean: 0, variance: Number.NaN, totalMicros: 0, isEnough: false };
  const { traced, bins } = traces;
  const total = bins.reduce(
    (sum, bin) => sum + bin.cpuMicros + bin.gcMicros + bin.queuedMicros + bin.waitMicros,
    0,
  );
  return {
    requests,
    traced,
    mean: amount.ofAll(traces) / weight,
    variance: varianceOf(traces, requests, amount),
    totalMicros: total / weight,
    isEnough: traced >= Math.min(leastTraces, requests),
  };
}

/** Of a weighted mean, by the kept traces, which are an even sample. */
function varianceOf(
  { sample, traced }: RouteTraces,
  requests: number,
  { ofOne, unit }: TracedAmount,
): number {
  if (sample.length < leastTraces) return Number.NaN;
  const weight = sample.reduce((sum, { weightMilli }) => sum + weightMilli, 0);
  const mean = sample.reduce((sum, trace) => sum + trace.weightMilli * ofOne(trace), 0) / weight;
  const squares = sample.reduce((sum, trace) => sum + (trace.weightMilli * (ofOne(trace) - mean)) ** 2, 0);
  const dispersion = 1 + (burstDispersion - 1) * Math.min(1, traced / Math.max(1, requests));
  const variance = (squares / weight ** 2) * (sample.length / traced) * dispersion;
  // One in so many more could have had one operation more.
  return unit === 'operations' ? Math.max(variance, 1 / traced ** 2) : variance;
}

/** A figure, and whether it is large enough to say something of the drift. */
function figureOf(
  { base, head }: MeasuredPair,
  unit: TracedAmount['unit'],
): { readonly figure: Figure; readonly isLarge: boolean } {
  const small =
    unit === 'operations' ? smallOperations : (smallShare * (base.totalMicros + head.totalMicros)) / 2;
  // Keeps the change finite where there was nothing before, and small where the amount is.
  const [b, a] = [base.mean + small, head.mean + small];
  const shift = Math.log(a / b);
  const variance =
    base.variance / b ** 2 + head.variance / a ** 2 + (unit === 'operations' ? 0 : leastError ** 2);
  const isKnown = base.isEnough && head.isEnough && Number.isFinite(shift) && Number.isFinite(variance);
  return {
    figure: {
      before: base.mean,
      after: head.mean,
      estimate: isKnown
        ? { shift, variance, weight: Math.max(1, Math.min(base.requests, head.requests)) * (a + b) }
        : undefined,
      // In microseconds, or operations: a part that was 0 has no ratio.
      scale: {
        toChange: (logRatio) => b * Math.expm1(logRatio),
        same: [b * (1 / 1.5 - 1), b * 0.5],
      },
    },
    isLarge: Math.max(base.mean, head.mean) > small,
  };
}

function driftOf(figures: readonly ReturnType<typeof figureOf>[], unit: TracedAmount['unit']): Drift {
  if (unit === 'operations') return noDrift;
  return commonDrift(
    figures.flatMap(({ figure, isLarge }): Estimate[] =>
      isLarge && figure.estimate !== undefined ? [figure.estimate] : [],
    ),
    latencyNoise,
  );
}

/** All requests together: both sides with the mix of both, as in the comparison of CPU. */
function mixOf(sides: readonly MeasuredPair[]): MeasuredPair {
  const common = sides.filter(({ base, head }) => base.requests > 0 && head.requests > 0);
  const known = common.filter(({ base, head }) => base.isEnough && head.isEnough);
  const requestsOf = (pairs: readonly MeasuredPair[]): number =>
    pairs.reduce((sum, { base, head }) => sum + base.requests + head.requests, 0);
  const isEnough = known.length > 0 && requestsOf(known) >= mostOfAll * requestsOf(common);
  // Otherwise it is not judged, but a few traces still tell more than none.
  const mixed = isEnough ? known : common.filter(({ base, head }) => base.traced > 0 && head.traced > 0);
  const requests = requestsOf(mixed);
  const mix = (side: 'base' | 'head'): Measured => {
    const mean = (value: (one: Measured) => number, power = 1): number =>
      mixed.reduce(
        (sum, pair) =>
          sum + ((pair.base.requests + pair.head.requests) / requests) ** power * value(pair[side]),
        0,
      );
    const sum = (value: (one: Measured) => number): number =>
      common.reduce((total, pair) => total + value(pair[side]), 0);
    return {
      requests: sum((one) => one.requests),
      traced: sum((one) => one.traced),
      mean: mean((one) => one.mean),
      variance: mean((one) => one.variance, 2),
      totalMicros: mean((one) => one.totalMicros),
      isEnough,
    };
  };
  return { base: mix('base'), head: mix('head') };
}
