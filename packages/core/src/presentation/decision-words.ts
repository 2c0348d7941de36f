import type { History } from './model/history.ts';
import type { ReportModel } from './model/report.ts';
import { formatCount, formatDuration, formatMoment } from './quantity.ts';

type Told = NonNullable<History['decisions']>[number];
type Asked = Pick<ReportModel, 'status' | 'history'>;

/** Whether this app is paused: here, or by another process whose decision has not been heard here yet. */
export function isPaused({ status, history }: Asked): boolean {
  const isOwn = history?.processes.some(({ isThis }) => isThis) ?? false;
  return status.paused || (isOwn && pauseOf(history) !== undefined);
}

/** While it is paused: since when, and who has followed. `''` otherwise. */
export function pauseWords({ status, history }: Asked, separator?: string): string {
  const pause = pauseOf(history);
  if (pause === undefined) return status.paused ? 'Paused: nothing is being recorded.' : '';
  const since = formatMoment(pause.atMicros);
  if (!isShared(history)) return `Paused since ${since}: nothing is being recorded.`;
  return isFollowed(pause)
    ? `Paused for all processes since ${since}: nothing is being recorded.`
    : `Paused for all processes since ${since}. ${followers(pause, history, separator)}`;
}

/** What else was decided for all processes, while some of them have not followed yet. */
export function decisionWords({ history }: Asked, separator?: string): string[] {
  const decisions = isShared(history) ? (history?.decisions ?? []) : [];
  return decisions
    .filter((one) => one !== pauseOf(history) && !isFollowed(one) && !one.isOverdue)
    .map((one) => `${decided(one)} ${followers(one, history, separator)}`);
}

function pauseOf(history: History | undefined): Told | undefined {
  return history?.decisions?.find(({ kind, value }) => kind === 'pause' && value === 'on');
}

function isShared(history: History | undefined): boolean {
  return history?.store.place !== undefined;
}

function isFollowed({ followed, processes }: Told): boolean {
  return followed >= processes;
}

function decided({ kind, value, atMicros }: Told): string {
  const at = formatMoment(atMicros);
  if (kind === 'clear') return `Cleared for all processes at ${at}.`;
  if (kind === 'pause') return `Resumed for all processes at ${at}.`;
  return value === ''
    ? `All processes were told at ${at} to take as many samples as the option rate says.`
    : `All processes were told at ${at} to take ${value} samples per second.`;
}

function followers(told: Told, history: History | undefined, separator?: string): string {
  const { followed, processes, isOverdue } = told;
  const some = `${formatCount(followed, separator)} of ${formatCount(processes, separator)} have followed`;
  if (isOverdue)
    return `${some}. The others have ended without a word, cannot reach the store, or have an older routeprof.`;
  const flushMillis = Math.max(history?.store.flushMillis ?? 0, told.everyMillis);
  // A pause and a rate end a window, which says so. After a clear and a resume it is the next one.
  const flushes = told.kind === 'rate' || told.value === 'on' ? 1 : 2;
  const within = flushMillis === 0 ? '' : `, within ${secondsOf(flushes * flushMillis)}`;
  return `${some}; the others do at their next flush${within}.`;
}

/** Without decimals: nobody waits more exactly. */
function secondsOf(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1e6);
}
