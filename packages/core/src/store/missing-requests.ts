import { countOf } from '../profile/ledger.ts';
import type { WindowSummary } from '../profile/window-summary.ts';

/** Requests that a process has counted, and whose windows are not there any more. */
export interface MissingRequests {
  readonly requests: number;
  /** Between these moments, in epoch microseconds. */
  readonly startMicros: number;
  readonly endMicros: number;
  /** The id of the window after them, or around them. */
  readonly id: string;
}

/** A window, and the finer ones that add up to it. */
export interface Divided extends WindowSummary {
  readonly parts: readonly Divided[];
}

interface Counted {
  readonly window: WindowSummary;
  readonly ledger: NonNullable<WindowSummary['ledger']>;
  /** A window of several processes has it, and what is missing before it. */
  readonly isMerged: boolean;
}

type Span = Pick<WindowSummary, 'startMicros' | 'endMicros'>;

/**
 * What is missing among windows. Windows of several processes say what was missing when they were merged; for the others it
 * shows in their ledgers. Where only a window of several processes is left of a time, it stands for all of them. Before the
 * first window of a process, something is missing only if neither its age nor a clear can have removed it.
 */
export function* missingSteps(
  windows: readonly Divided[],
  { nowMicros, clearedMicros }: { readonly nowMicros: number; readonly clearedMicros: number },
): Generator<void, MissingRequests[]> {
  const missing: MissingRequests[] = [];
  const counts = new Map<string, Counted[]>();
  const undivided: Span[] = [];
  const visit = (window: Divided, isMerged: boolean): void => {
    const { id, parts, ledger, lostRequests = 0, startMicros, endMicros } = window;
    const isOfSeveral = ledger === undefined;
    if (isOfSeveral && !isMerged && lostRequests > 0)
      missing.push({ requests: lostRequests, startMicros, endMicros, id });
    for (const part of parts) visit(part, isMerged || isOfSeveral);
    if (parts.length > 0) return;
    if (ledger === undefined) {
      undivided.push({ startMicros, endMicros });
      return;
    }
    const counted = { window, ledger, isMerged };
    const count = counts.get(countOf(window));
    if (count) count.push(counted);
    else counts.set(countOf(window), [counted]);
  };
  for (const window of windows) {
    visit(window, false);
    yield;
  }
  const isStoodFor = overlapsOneOf(undivided);
  for (const count of counts.values()) {
    count.sort((a, b) => a.ledger.from - b.ledger.from || b.ledger.to - a.ledger.to);
    const { sinceMicros, keptMillis } = (count[0] as Counted).ledger;
    const isWhole = sinceMicros >= clearedMicros && sinceMicros >= nowMicros - keptMillis * 1000;
    let known = isWhole ? 0 : (count[0] as Counted).ledger.from;
    let knownMicros = sinceMicros;
    // A clock that was set back may part windows whose numbers follow one another: what is there is not missing.
    let mostMissing = Math.max(...count.map(({ ledger }) => ledger.to)) - known;
    for (const { window } of count) mostMissing -= window.requests;
    const add = (found: MissingRequests): void => {
      const requests = Math.min(found.requests, mostMissing);
      if (requests <= 0) return;
      missing.push({ ...found, requests });
      mostMissing -= requests;
    };
    for (const { window, ledger, isMerged } of count) {
      const { id, requests, startMicros, endMicros } = window;
      const before = { requests: ledger.from - known, startMicros: knownMicros, endMicros: startMicros, id };
      if (!isMerged && !isStoodFor(before)) add(before);
      const inside = { requests: ledger.to - ledger.from - requests, startMicros, endMicros, id };
      if (!isMerged) add(inside);
      known = Math.max(known, ledger.to);
      knownMicros = endMicros;
    }
    yield;
  }
  return missing.sort((a, b) => a.startMicros - b.startMicros);
}

/** Returns whether a span overlaps one of these. */
function overlapsOneOf(spans: readonly Span[]): (span: Span) => boolean {
  const sorted = [...spans].sort((a, b) => a.startMicros - b.startMicros);
  /** The latest end of each and those before it. */
  const latest: number[] = [];
  for (const { endMicros } of sorted) latest.push(Math.max(endMicros, latest.at(-1) ?? 0));
  return ({ startMicros, endMicros }) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Span).startMicros < endMicros) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (latest[low - 1] as number) > startMicros;
  };
}
