import type { WindowSummary } from '../profile/window-summary.ts';

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

/** @param windows In their finest parts. */
export function silentAmong(
  windows: readonly WindowSummary[],
  nowMicros: number,
): SilentProcesses | undefined {
  const latest = new Map<string, WindowSummary>();
  for (const window of windows) {
    const instance = window.sources[0]?.instance;
    if (instance === undefined || window.ledger === undefined) continue;
    if (window.endMicros >= (latest.get(instance)?.endMicros ?? 0)) latest.set(instance, window);
  }
  let [processes, sinceMicros, requests] = [0, 0, 0];
  for (const window of latest.values()) {
    const { startMicros, endMicros, ledger } = window;
    if (ledger === undefined || ledger.isLast) continue;
    if (nowMicros - endMicros <= (2 * ledger.everyMillis + graceMillis) * 1000) continue;
    processes++;
    sinceMicros = Math.max(sinceMicros, endMicros);
    const lengthMicros = Math.max(1, endMicros - startMicros);
    requests += window.requests * Math.min(1, (ledger.everyMillis * 1000) / lengthMicros);
  }
  return processes === 0 ? undefined : { processes, sinceMicros, requests: Math.round(requests) };
}
