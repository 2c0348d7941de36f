import type { JudgedChange, WaitChange } from '../presentation/model/comparison.ts';
import { frameKey } from '../profile/frame-key.ts';
import type { SiteWaits } from '../profile/route-traces.ts';
import type { RouteWindow } from '../profile/window.ts';
import type { Frame } from '../sample/stack-tree.ts';
import { describeSite, type SitePositions } from '../tables/site-names.ts';
import type { RoutePair } from './compared-routes.ts';
import { changeOf } from './judge-changes.ts';
import { matchFunctions } from './match-functions.ts';
import { placesAmount } from './traced-amount.ts';
import { judgeTraced, type MeasuredPair, measure } from './traced-change.ts';
import { isSure } from './verdicts.ts';

/** How the places of one profile are named. */
export interface PlaceNames {
  /** Places where requests waited, in the original source. */
  readonly sites: SitePositions;
  readonly appFolder: string;
}

/** Of a route: the rest changed less. */
const mostWaits = 20;
/** It yields after this many. */
const rowsAtOnce = 50;

/**
 * What each route waited for at each place, before and after. Places are found again in another build as functions are,
 * and services by their names, since a test's database has another port each time. Yields.
 */
export function* compareWaits(
  pairs: readonly RoutePair[],
  base: PlaceNames,
  head: PlaceNames,
): Generator<void, readonly (readonly WaitChange[])[]> {
  const places = yield* matchPlaces(pairs, base, head);
  const rows = pairs.flatMap((pair, route) => pairUp(pair, places).map((row) => ({ ...row, route, pair })));
  yield;
  const sides: MeasuredPair[] = [];
  for (const { pair, base: before, head: after } of rows) {
    sides.push({
      base: measure(pair.base, placesAmount(before)),
      head: measure(pair.head, placesAmount(after)),
    });
    if (sides.length % rowsAtOnce === 0) yield;
  }
  const { changes } = judgeTraced(sides, 'micros', 1);
  const ofRoutes = pairs.map((): WaitChange[] => []);
  for (const [i, row] of rows.entries()) {
    ofRoutes[row.route]?.push(changeFrom(row, changes[i] as JudgedChange, base, head));
  }
  return ofRoutes.map((waits) => waits.sort(byImpact).slice(0, mostWaits));
}

/** The waits at a place of a route for one thing, on both sides. */
interface PlacePair {
  readonly base: readonly SiteWaits[];
  readonly head: readonly SiteWaits[];
}

/** The numbers of places, equal for those of both sides that are the same, by `frameKey`. */
interface Places {
  readonly base: ReadonlyMap<string, number>;
  readonly head: ReadonlyMap<string, number>;
}

function* matchPlaces(
  pairs: readonly RoutePair[],
  base: PlaceNames,
  head: PlaceNames,
): Generator<void, Places> {
  const before = placesOf(pairs.map((pair) => pair.base));
  const after = placesOf(pairs.map((pair) => pair.head));
  const named = (frames: readonly Frame[], { sites, appFolder }: PlaceNames) => ({
    frames: frames.map((frame) => sites.get(frameKey(frame)) ?? frame),
    appFolder,
  });
  const { ofBase, ofHead } = yield* matchFunctions(named(before, base), named(after, head));
  const numbered = (frames: readonly Frame[], numbers: Int32Array) =>
    new Map(frames.map((frame, i) => [frameKey(frame), numbers[i] as number]));
  return { base: numbered(before, ofBase), head: numbered(after, ofHead) };
}

function placesOf(routes: readonly (RouteWindow | undefined)[]): Frame[] {
  const frames = routes.flatMap((route) => route?.traces?.sites.map(({ frame }) => frame) ?? []);
  return [...new Map(frames.map((frame) => [frameKey(frame), frame])).values()];
}

function pairUp(pair: RoutePair, places: Places): PlacePair[] {
  const rows = new Map<string, { base: SiteWaits[]; head: SiteWaits[] }>();
  for (const side of ['base', 'head'] as const) {
    for (const site of pair[side]?.traces?.sites ?? []) {
      const place = places[side].get(frameKey(site.frame));
      const key = [place, site.kind, nameOf(site), site.operation, site.library].join('\0');
      let row = rows.get(key);
      if (row === undefined) rows.set(key, (row = { base: [], head: [] }));
      row[side].push(site);
    }
  }
  return [...rows.values()];
}

/** `postgres` of `postgres localhost:5432`. */
function nameOf({ target }: SiteWaits): string {
  return target.split(' ', 1)[0] as string;
}

function operationsAt(sites: readonly SiteWaits[], route: RouteWindow | undefined): number {
  const weightMilli = route?.traces?.weightMilli ?? 0;
  const operationsMilli = sites.reduce((sum, site) => sum + site.operationsMilli, 0);
  return weightMilli === 0 ? 0 : operationsMilli / weightMilli;
}

function changeFrom(
  { base, head, pair }: PlacePair & { readonly pair: RoutePair },
  micros: JudgedChange,
  baseNames: PlaceNames,
  headNames: PlaceNames,
): WaitChange {
  const isHead = head.length > 0;
  const [site] = (isHead ? head : base).toSorted((a, b) => b.micros - a.micros) as [SiteWaits];
  const { name, file, line, column } = describeSite(site.frame, {
    ...(isHead ? headNames : baseNames),
    full: false,
  });
  const { kind, target, operation, library } = site;
  return {
    ...{ kind, target, operation, library, name, file, line, column, micros },
    perRequest: changeOf(operationsAt(base, pair.base), operationsAt(head, pair.head)),
  };
}

function byImpact(a: WaitChange, b: WaitChange): number {
  return impact(b) - impact(a);
}

function impact({ micros }: WaitChange): number {
  return Math.abs(micros.after - micros.before) + (isSure(micros) ? 1e12 : 0);
}
