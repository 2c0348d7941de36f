import { type FindingFacts, findingText } from '../presentation/finding-words.ts';
import type { FrameRow } from '../presentation/model/frame-row.ts';
import type { Finding } from '../presentation/model/latency-rows.ts';
import { type LatencyCounts, latencyCount, quantileMicros } from '../profile/latency.ts';
import type { RouteName } from '../profile/trace.ts';
import type { RouteWindow } from '../profile/window.ts';
import { rowId } from '../tables/row-id.ts';
import type { SiteNames } from '../tables/site-names.ts';
import { beforeNodeCandidates } from './before-node-candidates.ts';
import { type Candidate, queueCandidates, waitCandidates, workCandidates } from './finding-candidates.ts';
import { untracedLatency } from './untraced-latency.ts';
import { type BeforeAfter, type WhatIf, whatIf } from './what-if.ts';

export interface FindingsQuestion {
  readonly routes: readonly RouteWindow[];
  /** Whether findings are about this route. */
  isChosen(row: RouteName): boolean;
  readonly names: SiteNames;
  /** Where the app spends most of a route's time on the loop. */
  busiestOf(worker: RouteName): FrameRow | undefined;
}

const mostFindings = 5;
/** Of one route, so that others are seen, too. */
const mostOfRoute = 2;
/** Only those are simulated that take most time. */
const mostSimulated = 16;
/** Nobody changes code for less. */
const leastSavedMicros = 1_000;
const leastSavedShare = 0.05;
/** What few requests wait for matters by the slow ones. */
const leastSavedOfSlow = 0.1;
/** A synchronous call of this length is worth a finding, even while nobody queues behind it. */
const longCallMicros = 5_000;

interface Judged {
  readonly candidate: Candidate;
  /** Of the route that it is about. */
  readonly effect: WhatIf;
  /** Of that route. */
  readonly untraced: LatencyCounts;
  /** Of all requests, in microseconds. */
  readonly savedMicros: number;
}

/** What to change, the change that saves most time of all requests first. Yields between simulations. */
export function* findingsOf(question: FindingsQuestion): Generator<void, readonly Finding[]> {
  const { routes, isChosen, names } = question;
  const candidates: Candidate[] = [];
  for (const route of routes) {
    if (!isTraced(route)) continue;
    const delayed = [...queueCandidates(route, routes), ...beforeNodeCandidates(route)];
    if (isChosen(route))
      candidates.push(...waitCandidates(route, names), ...workCandidates(route, routes), ...delayed);
    else candidates.push(...delayed.filter(({ worker }) => worker !== undefined && isChosen(worker)));
    yield;
  }
  const judged: Judged[] = [];
  const known = new Map<RouteWindow, LatencyCounts>();
  const untracedOf = (route: RouteWindow): LatencyCounts => {
    const untraced = known.get(route) ?? untracedLatency(route);
    known.set(route, untraced);
    return untraced;
  };
  for (const candidate of candidates.sort((a, b) => weightOf(b) - weightOf(a)).slice(0, mostSimulated)) {
    const effects = candidate.effects.map(({ route, savings }) => ({
      route,
      effect: whatIf(route.traces?.sample ?? [], untracedOf(route), savings),
    }));
    const [own] = effects;
    const savedMicros = effects.reduce(
      (sum, { route, effect }) => sum + effect.meanMicros * route.requests,
      // What clients wait before Node is not in the latencies that are simulated.
      candidate.kind === 'before' ? candidate.micros * candidate.route.requests : 0,
    );
    if (own !== undefined && isWorthwhile(candidate, own.effect))
      judged.push({ candidate, effect: own.effect, untraced: untracedOf(own.route), savedMicros });
    yield;
  }
  judged.sort((a, b) => b.savedMicros - a.savedMicros);
  // One route alone hides no other.
  const isOfAll = routes.filter(isTraced).length > 1 && routes.every(isChosen);
  return chosenFrom(judged, isOfAll ? mostOfRoute : mostFindings).map((one) => findingOf(one, question));
}

function isTraced({ traces }: RouteWindow): boolean {
  return traces !== undefined && traces.traced > 0;
}

/** How much time of all requests it is about. */
function weightOf({ micros, route, effects }: Candidate): number {
  return micros * Math.max(route.requests, ...effects.map((effect) => effect.route.requests));
}

function isWorthwhile({ kind, micros, share }: Candidate, { p50, p95, meanMicros }: WhatIf): boolean {
  if (kind === 'sync' && micros >= longCallMicros) return true;
  if (kind === 'before') return micros >= leastSavedMicros && share >= leastSavedShare;
  if (Math.max(savedOf(p50), savedOf(p95)) < leastSavedMicros) return false;
  if (kind === 'queued' && savedOf(p95) >= leastSavedOfSlow * p95.before) return true;
  return meanMicros * share >= leastSavedShare * micros;
}

function chosenFrom(judged: readonly Judged[], mostOfOne: number): Judged[] {
  const causes = new Set<string>();
  const counts = new Map<RouteWindow, number>();
  const chosen = judged.filter(({ candidate: { cause, route } }) => {
    const count = counts.get(route) ?? 0;
    if (causes.has(cause) || count >= mostOfOne) return false;
    causes.add(cause);
    counts.set(route, count + 1);
    return true;
  });
  return chosen.slice(0, mostFindings);
}

function findingOf({ candidate, effect, untraced }: Judged, { busiestOf }: FindingsQuestion): Finding {
  const { kind, route: row, target, share, micros, mostMicros, wait, worker, others } = candidate;
  const { method, route } = row;
  const p50 = ofAll(effect.p50, row, untraced, 0.5);
  const p95 = ofAll(effect.p95, row, untraced, 0.95);
  const place = worker && busiestOf(worker);
  const facts: FindingFacts = {
    ...{ kind, method, route, share, micros, mostMicros, wait, place },
    by: (kind === 'queued' || kind === 'before') && worker !== undefined ? { ...worker, others } : undefined,
    becomes: becomes(p50, p95),
  };
  return {
    id: rowId([kind, method, route, target, wait?.id ?? '']),
    ...{ kind, method, route, target, share },
    savesMicros: { p50: Math.round(savedOf(p50)), p95: Math.round(savedOf(p95)) },
    text: findingText(facts),
    file: wait?.file ?? place?.file ?? '',
    line: wait?.line ?? place?.line ?? 0,
  };
}

/**
 * The change of a quantile of all requests, as tables have it. What would become of it is known of the kept traces, so the saving is
 * in proportion to the latency of the requests that tracing has not slowed.
 */
function ofAll(
  { before, after }: BeforeAfter,
  { latency }: RouteWindow,
  untraced: LatencyCounts,
  share: number,
): BeforeAfter {
  if (before === 0 || latencyCount(latency) === 0) return { before, after };
  const all = quantileMicros(latency, share);
  const saved = quantileMicros(untraced, share) * (1 - after / before);
  return { before: all, after: all - Math.min(all, saved) };
}

function becomes(p50: BeforeAfter, p95: BeforeAfter): FindingFacts['becomes'] {
  if (savedOf(p95) >= leastSavedMicros) return { quantile: 'p95', ...p95 };
  return savedOf(p50) >= leastSavedMicros ? { quantile: 'p50', ...p50 } : undefined;
}

function savedOf({ before, after }: BeforeAfter): number {
  return before - after;
}
