import { atOnce } from '../in-turns.ts';
import { type Weight, weightOf } from '../profile/call-tree.ts';
import { mergeLatencies } from '../profile/latency.ts';
import { timeOfDay, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { findAppFolders } from './app-folders.ts';
import { compareFunctions } from './compare-functions.ts';
import { compareRoutes, worst } from './compare-routes.ts';
import { compareErrors, compareLatencies } from './compare-service.ts';
import { type CommonRoute, commonRoutes, pairRoutes, perRequest } from './compared-routes.ts';
import type {
  CommonDrift,
  ComparedSide,
  Comparison,
  JudgedChange,
  LatencyChange,
  Verdict,
} from './comparison.ts';
import { changeOf, judge } from './judge.ts';
import { matchFunctions } from './match-functions.ts';
import { cpuNoise, wallNoise } from './measured.ts';
import { sampledChange } from './sampled.ts';
import type { Drift, Noise } from './significance.ts';

/** A profile to compare: of a run, of a version, or of a span of time. */
export interface ComparedProfile {
  /** One window; of several, merge them first. */
  readonly window: Window;
  /** `window.frames` with the positions that people wrote, where there are source maps. */
  readonly positions?: readonly Frame[];
  /** What the app's files are relative to. Found by comparing the files of the two profiles when left out. */
  readonly appFolder?: string;
}

/**
 * Holds two profiles against each other: routes and functions with what they cost before and after, and whether the
 * difference is more than noise. Pure: nothing is read, and the same profiles give the same answer.
 *
 * How it is decided. Each figure's change is a logarithm of a ratio with a variance: of CPU by the number of samples,
 * of a quantile of latencies by the order statistics' interval. What many figures have in common is the machine's
 * drift; what they differ by beyond sampling is added to each one's variance. A change counts when it lies outside of
 * what is between nothing and the drift, with a p-value below 2 % for all figures of its kind together (Holm), and is
 * at least 5 %. See `significance.ts`.
 *
 * @example
 * const { verdict, functions } = compareWindows({ window: before }, { window: after });
 * const slower = functions.filter((row) => row.verdict === 'slower');
 */
export function compareWindows(base: ComparedProfile, head: ComparedProfile): Comparison {
  return atOnce(compareSteps(base, head));
}

/** `compareWindows`, but yields, so that a caller can let the event loop have a turn. */
export function* compareSteps(base: ComparedProfile, head: ComparedProfile): Generator<void, Comparison> {
  const frames = { base: base.positions ?? base.window.frames, head: head.positions ?? head.window.frames };
  const folders = findAppFolders(frames.base, frames.head);
  const baseNames = { frames: frames.base, appFolder: base.appFolder ?? folders.base };
  const headNames = { frames: frames.head, appFolder: head.appFolder ?? folders.head };
  yield;
  const { functions: matched, ofBase, ofHead } = matchFunctions(baseNames, headNames);
  yield;
  const pairs = pairRoutes(base.window, head.window);
  const common = yield* commonRoutes(pairs, ofBase, ofHead);
  const { functions, drift: cpuDrift } = yield* compareFunctions(
    common,
    matched.map(({ frame, isHead }) => ({ frame, appFolder: (isHead ? headNames : baseNames).appFolder })),
  );
  yield;
  const { routes, wallDrift, latencyDrift } = compareRoutes(pairs, cpuDrift);
  yield;
  const all = { base: answersOf(base.window), head: answersOf(head.window) };
  const [errors] = compareErrors([all]);
  const [latency] = compareLatencies([{ base: all.base.latency, head: all.head.latency }]).latencies;
  const sides = { base: sideOf(base.window), head: sideOf(head.window) };
  const overall: Comparison['overall'] = {
    requests: changeOf(sides.base.requests, sides.head.requests),
    errors: errors as JudgedChange,
    cpuPerRequestMicros: overallChange(common, ({ cpuMicros }) => cpuMicros, believable(cpuDrift, cpuNoise)),
    wallPerRequestMicros: overallChange(
      common,
      ({ wallMicros }) => wallMicros,
      believable(wallDrift, wallNoise),
    ),
    latencyMicros: latency as LatencyChange,
  };
  return {
    format: 1,
    base: sides.base,
    head: sides.head,
    verdict: verdictOf([...routes, ...functions], overall.cpuPerRequestMicros),
    overall,
    drift: { cpu: driftOf(cpuDrift), wall: driftOf(wallDrift), latency: driftOf(latencyDrift) },
    routes,
    functions,
  };
}

/** The whole counts where it surely changed, such as when everything did alike. */
function verdictOf(
  rows: readonly { readonly verdict: Verdict }[],
  { verdict }: JudgedChange,
): Comparison['verdict'] {
  const isSure = verdict === 'slower' || verdict === 'faster';
  const found = worst(isSure ? [...rows, { verdict }] : rows);
  return found === 'new' || found === 'gone' ? 'same' : found;
}

/** All requests together. */
function overallChange(
  routes: readonly CommonRoute[],
  amount: (weight: Weight) => number,
  drift: Drift,
): JudgedChange {
  const sum = (side: 'base' | 'head') => {
    const weights = routes.map((route) => weightOf(route[side].tree));
    return {
      amount: routes.reduce(
        (total, route, i) => total + perRequest(route, side, amount(weights[i] as Weight)),
        0,
      ),
      samples: weights.reduce((total, { samples }) => total + samples, 0),
      halfSample: 0,
    };
  };
  const [before, after] = [sum('base'), sum('head')];
  const figure = { before: before.amount, after: after.amount, estimate: sampledChange(before, after) };
  return judge([figure], drift)[0] as JudgedChange;
}

function sideOf(window: Window): ComparedSide {
  const { sources, routes } = window;
  return {
    sources,
    range: timeOfDay(window),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    samples: routes.reduce((sum, { tree }) => sum + weightOf(tree).samples, 0),
  };
}

function answersOf({ routes }: Window) {
  return {
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    errors: routes.reduce((sum, { statusClasses }) => sum + (statusClasses[4] ?? 0), 0),
    latency: mergeLatencies(routes.map(({ latency }) => latency)),
  };
}

/**
 * The drift as far as machines usually drift. When everything changed by more than that, no function stands out, yet
 * the whole has changed: another machine, another Node, or all of the app.
 */
function believable(drift: Drift, { usualDrift }: Noise): Drift {
  const most = 2.5 * usualDrift;
  return { ...drift, logRatio: Math.max(-most, Math.min(most, drift.logRatio)) };
}

function driftOf({ logRatio, spread, isKnown }: Drift): CommonDrift {
  return { change: Math.expm1(logRatio), spread, isKnown };
}
