import type { Finding, WaitRow } from './model/latency-rows.ts';
import { routeName } from './names.ts';
import { formatDuration, plural } from './quantity.ts';
import { visibleName } from './visible-text.ts';
import { computesInThread, operationCount, operationNoun, placeWords, waitedFor } from './wait-phrases.ts';

/** What a finding says, before it is a sentence. */
export interface FindingFacts {
  readonly kind: Finding['kind'];
  readonly method: string;
  readonly route: string;
  /** Of the route's latency, 0 to 1. */
  readonly share: number;
  /** How long that is, per request. */
  readonly micros: number;
  /** Of time before Node, which is an estimate: the longest that it can have been. */
  readonly mostMicros?: number | undefined;
  /** What it waits for. */
  readonly wait?: WaitRow | undefined;
  /** Where it computes or blocks. */
  readonly place?: { readonly name: string; readonly file: string; readonly line: number } | undefined;
  /** Behind whom it is queued, and how many other routes are. */
  readonly by?: { readonly method: string; readonly route: string; readonly others: number } | undefined;
  /** In microseconds; `undefined` when the change saves nothing worth naming. */
  readonly becomes?:
    | { readonly quantile: string; readonly before: number; readonly after: number }
    | undefined;
}

/** Who is slow, of what, where, and what a change would save, in two sentences of plain text. */
export function findingText(facts: FindingFacts): string {
  const { becomes } = facts;
  const then =
    becomes === undefined
      ? ''
      : ` ${remedy(facts)}, ${becomes.quantile} would be ${formatDuration(becomes.after)} instead of ${formatDuration(becomes.before)}.`;
  return `${visibleName(routeName(facts))} ${problem(facts)}.${then}`;
}

function problem(facts: FindingFacts): string {
  const { kind, wait, place, by, micros } = facts;
  const spends = `spends ${percent(facts.share)} of its time`;
  const mostly = place === undefined ? '' : `, mostly${placeWords(place.name, place).replace(/^ at/, ' in')}`;
  if (kind === 'cpu') return `${spends} computing, ${formatDuration(micros)} per request${mostly}`;
  if (kind === 'sync') {
    return `blocks the event loop for ${formatDuration(micros)} per request without computing${mostly}: a synchronous call`;
  }
  if (kind === 'before' && by !== undefined) {
    const most = formatDuration(facts.mostMicros ?? micros);
    return `may look up to ${most} slower to its clients, about ${formatDuration(micros)} on average: ${culpritName(facts, by)} held the event loop${mostly.replace(/^,/, '')} when requests arrived`;
  }
  if (by !== undefined) {
    const s = isSame(facts, by) ? '' : 's';
    const does = [
      ...(place === undefined ? [] : [`hold${s} the event loop${mostly.slice(1)}`]),
      ...(by.others === 0 ? [] : [`delay${s} ${plural(by.others, 'other route')}`]),
    ];
    const which = does.length === 0 ? '' : `, which ${does.join(' and ')}`;
    return `${spends} queued behind ${culpritName(facts, by)}${which}`;
  }
  if (wait === undefined) return spends;
  const at = placeWords(wait.name, wait);
  const operation = wait.operation === '' ? '' : ` (${visibleName(wait.operation, 80)})`;
  if (kind === 'n+1') {
    const order = wait.parallelMicros > wait.micros ? 'at the same time' : 'one after the other';
    return `${spends} waiting for ${waitedFor(wait)}: ${operationCount(wait.perRequest, wait)} per request${operation}${at}, ${order}`;
  }
  if (kind === 'pool') {
    return `${spends} waiting until another request releases a connection or a lock${operation}${at}`;
  }
  if (kind === 'threadpool') {
    return `${spends} waiting for a free thread of libuv’s pool${operation}${at}`;
  }
  return `${spends} waiting for ${waitedFor(wait)}${operation}${at}`;
}

function remedy({ kind, wait }: FindingFacts): string {
  switch (kind) {
    case 'n+1':
      return `As one ${wait === undefined ? 'call' : operationNoun(wait)}`;
    case 'pool':
      return 'If it need not wait for that';
    case 'threadpool':
      return wait !== undefined && computesInThread(wait)
        ? 'With half of that work'
        : 'With enough threads (UV_THREADPOOL_SIZE)';
    case 'wait':
      return 'If that took half as long';
    case 'cpu':
      return 'With half of that work';
    default:
      return 'Without that';
  }
}

/** Who holds the loop, as the object of a sentence. */
function culpritName(self: Named, by: Named): string {
  if (by.route === '(gc)') return 'garbage collection';
  if (by.route === '(background)') return 'work that no request caused';
  return isSame(self, by) ? 'other requests of its own' : visibleName(routeName(by));
}

interface Named {
  readonly method: string;
  readonly route: string;
}

function isSame(a: Named, b: Named): boolean {
  return a.method === b.method && a.route === b.route;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
