import type { Decision } from '../decision.ts';
import type { WindowSummary } from '../profile/window-summary.ts';
import { silentMillis } from './silent-processes.ts';

/** A decision for all processes of a service, and how many of them obey it. */
export interface FollowedDecision extends Decision {
  /** How many have followed, as far as their windows tell, of how many. */
  readonly followed: number;
  readonly processes: number;
  /** Whether the others are late: they have ended without a word, cannot reach the store, or know no decisions. */
  readonly isOverdue: boolean;
  /** The longest time in which one of them writes a window; 0 where that is not known. */
  readonly everyMillis: number;
}

interface Process {
  /** The window that ended last. */
  readonly latest: WindowSummary;
  readonly heedsMicros: number;
}

const hourMicros = 3_600e6;

/**
 * Who has followed. Those count from which something came in the latest hour, or in the hour before a pause, and that have not
 * said that they ended. After a clear, older windows do not count, so it says itself how many processes there were.
 *
 * @param windows Of the service, in their finest parts.
 */
export function followersOf(
  decision: Decision,
  windows: readonly WindowSummary[],
  nowMicros: number,
): FollowedDecision {
  const { kind, atMicros, value } = decision;
  const processes = [...processesOf(windows, decision).values()].filter(isThere(decision, windows));
  let followed = 0;
  let everyMillis = 0;
  for (const { heedsMicros, latest } of processes) {
    if (heedsMicros >= atMicros) followed++;
    everyMillis = Math.max(everyMillis, latest.ledger?.everyMillis ?? 0);
  }
  return {
    ...decision,
    followed,
    processes: kind === 'clear' ? Math.max(followed, Number(value)) : processes.length,
    everyMillis,
    isOverdue: nowMicros - atMicros > silentMillis(everyMillis) * 1000,
  };
}

/** How many processes of the service there are now, with these. */
export function countProcesses(windows: readonly WindowSummary[], own: ReadonlySet<string>): number {
  const lastMicros = latestEnd(windows);
  const alive = new Set(own);
  for (const [instance, { latest }] of processesOf(windows)) {
    if (!hasEnded(latest) && latest.endMicros > lastMicros - hourMicros) alive.add(instance);
  }
  return alive.size;
}

function processesOf(windows: readonly WindowSummary[], decision?: Decision): Map<string, Process> {
  const processes = new Map<string, Process>();
  for (const window of windows) {
    const { sources, ledger, endMicros } = window;
    const [source] = sources;
    if (
      source === undefined ||
      source.many !== undefined ||
      sources.some(({ instance }) => instance !== source.instance)
    )
      continue;
    const known = processes.get(source.instance);
    const heeds = (decision && ledger?.heeds?.[decision.kind]) ?? -1;
    processes.set(source.instance, {
      latest: known === undefined || endMicros >= known.latest.endMicros ? window : known.latest,
      heedsMicros: Math.max(heeds, known?.heedsMicros ?? -1),
    });
  }
  return processes;
}

function isThere(
  { kind, atMicros, value }: Decision,
  windows: readonly WindowSummary[],
): (process: Process) => boolean {
  // Those that are older than a clear count from it.
  if (kind === 'clear') return ({ latest }) => latest.ledger?.sinceMicros === atMicros;
  const lastMicros = latestEnd(windows);
  // Nothing comes of a paused process, for however long.
  const heardMicros = kind === 'pause' && value === 'on' ? Math.min(atMicros, lastMicros) : lastMicros;
  return ({ latest }) => !hasEnded(latest) && latest.endMicros > heardMicros - hourMicros;
}

function hasEnded({ ledger }: WindowSummary): boolean {
  return ledger?.isLast === true && !ledger.isPaused;
}

function latestEnd(windows: readonly WindowSummary[]): number {
  return windows.reduce((last, { endMicros }) => Math.max(last, endMicros), 0);
}
