import { atOnce } from '../in-turns.ts';
import { verdictSentences } from '../presentation/compare-words.ts';
import type { CommonDrift, ComparedSide, Comparison } from '../presentation/model/comparison.ts';
import { weightOf } from '../profile/call-tree.ts';
import { timeOfDay, type Window } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { findAppFolders } from '../source-code/app-folders.ts';
import type { SitePositions } from '../tables/site-names.ts';
import { turnFrames } from '../tables/turn-frames.ts';
import { comparableWindow } from './comparable-window.ts';
import { compareFunctions } from './compare-functions.ts';
import { compareParts } from './compare-parts.ts';
import { compareRoutes } from './compare-routes.ts';
import { type CommonRoute, commonRoutes, pairRoutes } from './compared-routes.ts';
import { changeOf } from './judge-changes.ts';
import { matchFunctions } from './match-functions.ts';
import type { Drift } from './significance.ts';
import { verdictsOf, worst } from './verdicts.ts';

/** A profile to compare: of a run, of a version, or of a span of time. */
export interface ComparedProfile {
  /** One window; merge several first. */
  readonly window: Window;
  /** `window.frames` with positions in the original source, where there are source maps. */
  readonly positions?: readonly Frame[];
  /** The places where requests waited, with positions in the original source, where there are source maps. */
  readonly sites?: SitePositions;
  /** The folder that the app's files are relative to. Default: found by comparing the files of the two profiles. */
  readonly appFolder?: string;
}

/**
 * Compares two profiles: what routes and functions cost before and after, and whether the difference is more than noise.
 * Pure: it reads nothing, and gives the same answer for the same profiles.
 *
 * How it decides: each figure's change is the logarithm of a ratio, with a variance. For CPU that comes from the number
 * of samples, for a quantile of latencies from the order statistics' interval. For errors the change is a difference of
 * angles. The change that many figures have in common is the machine's drift; their spread beyond sampling is added to
 * each variance. All figures of a kind get intervals that hold at once in 98 of 100 comparisons, wider by the drift, and
 * a figure has changed when its interval excludes 0. See `significance.ts`.
 *
 * @example
 * const { verdict, functions } = compareWindows({ window: before }, { window: after });
 * const slower = functions.filter((row) => row.verdict === 'slower');
 */
export function compareWindows(base: ComparedProfile, head: ComparedProfile): Comparison {
  return atOnce(compareSteps(base, head));
}

/** `compareWindows`, but yields, so that a caller can let the event loop have a turn. */
export function* compareSteps(
  givenBase: ComparedProfile,
  givenHead: ComparedProfile,
): Generator<void, Comparison> {
  const [base, head] = [givenBase, givenHead].map((given) => ({
    ...given,
    window: comparableWindow(given.window),
  })) as [ComparedProfile, ComparedProfile];
  yield;
  const frames = { base: base.positions ?? base.window.frames, head: head.positions ?? head.window.frames };
  const folders = findAppFolders(frames.base, frames.head);
  const baseNames = { frames: frames.base, appFolder: base.appFolder ?? folders.base };
  const headNames = { frames: frames.head, appFolder: head.appFolder ?? folders.head };
  yield;
  const { functions: matched, ofBase, ofHead } = yield* matchFunctions(baseNames, headNames);
  yield;
  const pairs = pairRoutes(base.window, head.window);
  const turns = turnFrames(matched.map(({ frame }) => frame));
  const common = yield* commonRoutes(pairs, ofBase, ofHead, turns);
  const { functions, drift: cpuDrift } = yield* compareFunctions(
    common,
    matched.map(({ frame, isHead }) => ({ frame, appFolder: (isHead ? headNames : baseNames).appFolder })),
  );
  yield;
  const parts = yield* compareParts(
    pairs,
    { sites: base.sites ?? noSites, appFolder: baseNames.appFolder },
    { sites: head.sites ?? noSites, appFolder: headNames.appFolder },
  );
  const { routes, whole, wallDrift, latencyDrift } = yield* compareRoutes(pairs, common, cpuDrift, parts);
  yield;
  const sides = { base: sideOf(base.window, common, 'base'), head: sideOf(head.window, common, 'head') };
  const overall = { requests: changeOf(sides.base.requests, sides.head.requests), ...whole };
  const verdicts = verdictsOf({ routes, functions, overall });
  const comparison = {
    format: 1,
    base: sides.base,
    head: sides.head,
    verdict: worst(verdicts),
    verdicts,
    overall,
    drift: { cpu: driftOf(cpuDrift), wall: driftOf(wallDrift), latency: driftOf(latencyDrift) },
    routes,
    functions,
  } as const;
  return { ...comparison, sentences: verdictSentences(comparison) };
}

const noSites: SitePositions = new Map();

function sideOf(window: Window, common: readonly CommonRoute[], side: 'base' | 'head'): ComparedSide {
  const { sources, routes } = window;
  return {
    sources,
    range: timeOfDay(window),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    commonRequests: common.reduce((sum, route) => sum + route[side].requests, 0),
    samples: routes.reduce((sum, { tree }) => sum + weightOf(tree).samples, 0),
  };
}

function driftOf({ logRatio, spread, isKnown }: Drift): CommonDrift {
  return { change: Math.expm1(logRatio), spread, isKnown };
}
