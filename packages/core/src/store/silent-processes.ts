import type { Ledger } from '../profile/ledger.ts';
import type { WindowSummary } from '../profile/window-summary.ts';
import { longestWindowMillis } from './fleet-windows.ts';

/** Processes from which nothing comes any more, although they have not said that they end. */
export interface SilentProcesses {
  readonly processes: number;
  /** The latest moment at which one of them was heard of: epoch microseconds. */
  readonly sinceMicros: number;
  /** About how many requests each has had since, if it was killed: as many as come while a window is open, at its last rate. */
  readonly requests: number;
}

/**
 * How long after a window should have come it is known not to come: writing takes time, and is tried again, and the clocks of
 * hosts differ.
 */
const graceMillis = 75_000;
/** Of a process whose windows are as long as any. */
export const longestSilentMillis: number = silentMillis(longestWindowMillis);

/** How long after its last window a process is silent. */
export function silentMillis(everyMillis: number): number {
  return 2 * everyMillis + graceMillis;
}

type Heard = Pick<WindowSummary, 'sources' | 'endMicros' | 'ledger'>;

/** The latest window of each process, of those that have a ledger. */
export function latestByInstance<W extends Heard>(windows: readonly W[]): ReadonlyMap<string, W> {
  const latest = new Map<string, W>();
  for (const window of windows) {
    const instance = window.sources[0]?.instance;
    if (!instance || window.ledger === undefined) continue;
    if (window.endMicros >= (latest.get(instance)?.endMicros ?? 0)) latest.set(instance, window);
  }
  return latest;
}

/** Whether another window should have come since the last one ended. */
export function isSilent(
  endMicros: number,
  { everyMillis }: Pick<Ledger, 'everyMillis'>,
  nowMicros: number,
): boolean {
  return nowMicros - endMicros > silentMillis(everyMillis) * 1000;
}

/** @param windows In their finest parts. */
export function silentAmong(
  windows: readonly WindowSummary[],
  nowMicros: number,
): SilentProcesses | undefined {
  let [processes, sinceMicros, requests] = [0, 0, 0];
  for (const window of latestByInstance(windows).values()) {
    const { startMicros, endMicros, ledger } = window;
    if (ledger === undefined || ledger.isLast) continue;
    if (!isSilent(endMicros, ledger, nowMicros)) continue;
    processes++;
    sinceMicros = Math.max(sinceMicros, endMicros);
    const lengthMicros = Math.max(1, endMicros - startMicros);
    requests += window.requests * Math.min(1, (ledger.everyMillis * 1000) / lengthMicros);
  }
  return processes === 0 ? undefined : { processes, sinceMicros, requests: Math.round(requests) };
}
