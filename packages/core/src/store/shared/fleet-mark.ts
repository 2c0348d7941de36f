import type { WindowSummary } from '../../profile/window-summary.ts';
import type { StoreMark } from '../../store-contract.ts';
import { isSilent, latestByInstance, longestSilentMillis } from '../silent-processes.ts';

// How many processes a service has is known to the one that merges, which sees the windows of all. A mark tells the others.
const fleetKind = 'fleet';

/** Another number than before is told when it differs by more than this share. */
const noticeable = 0.1;
/** The longest `flushInterval`. */
const mostEveryMillis = 600_000;
/** A mark that nobody renews counts for an hour: who merges may be gone. */
const renewedMicros = 15 * 60e6;
const longestMicros = 60 * 60e6;
/** A window from further in the future is of no clock. */
const mostAheadMicros = 3_600e6;

/** Processes that have written a window of late, and have not said that they end. */
export function countAlive(
  windows: readonly Pick<WindowSummary, 'sources' | 'endMicros' | 'ledger'>[],
  nowMicros: number,
): number {
  let alive = 0;
  for (const { ledger, endMicros } of latestByInstance(windows).values()) {
    if (ledger === undefined || ledger.isLast || endMicros > nowMicros + mostAheadMicros) continue;
    // Nothing in a store is trusted: no window stays open for longer.
    const everyMillis = Math.min(ledger.everyMillis, mostEveryMillis);
    if (!isSilent(endMicros, { everyMillis }, nowMicros)) alive++;
  }
  return alive;
}

export interface FleetCount {
  readonly alive: number;
  readonly nowMicros: number;
  /** Windows from before it are not counted: epoch microseconds, or 0. */
  readonly clearedMicros: number;
}

/** The mark to leave now; `undefined` where what is there will do. */
export function fleetMark(
  marks: readonly StoreMark[],
  { alive, nowMicros, clearedMicros }: FleetCount,
): StoreMark | undefined {
  const before = marks.find(({ kind }) => kind === fleetKind);
  const told = processesIn(marks, nowMicros) ?? 1;
  // A clear and a pause hide processes until they have written again.
  const pause = marks.find(({ kind }) => kind === 'pause');
  const hiddenMicros = Math.max(clearedMicros, pause?.atMicros ?? 0);
  const areHidden = pause?.value === 'on' || nowMicros - hiddenMicros < longestSilentMillis * 1000;
  const processes = Math.max(1, areHidden ? Math.max(told, alive) : alive);
  const differs = Math.abs(processes - told) > noticeable * told;
  const isOld = before !== undefined && told > 1 && nowMicros - before.atMicros > renewedMicros;
  if (!differs && !isOld) return undefined;
  const atMicros = Math.max(Math.floor(nowMicros), (before?.atMicros ?? 0) + 1);
  return { kind: fleetKind, atMicros, value: String(Math.min(mostProcesses, processes)) };
}
const mostProcesses = 999_999;

/** How many processes there are; `undefined` where no mark tells: nothing in a store is trusted. */
export function processesIn(marks: readonly StoreMark[], nowMicros: number): number | undefined {
  const mark = marks.find(({ kind }) => kind === fleetKind);
  if (mark === undefined || !/^[1-9]\d{0,5}$/.test(mark.value)) return undefined;
  const age = nowMicros - mark.atMicros;
  // One from the future is corrected by the next, which comes after it.
  return age > longestMicros ? undefined : Number(mark.value);
}
