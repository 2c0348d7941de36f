import type { ReportModel } from './model/report.ts';
import { formatDuration } from './quantity.ts';

export const loopDelayHelp =
  'How long an event waits for the event loop when it becomes ready at a random moment: nothing while the loop is idle. Requests that arrive wait as long before the app sees them.';

/** `p50 0 µs, p99 120 ms, at most 310 ms`; `''` where the loop was never busy, or not watched. */
export function loopDelayText({ loopDelayMicros: { p50, p99, max } }: ReportModel): string {
  if (max === 0) return '';
  return `p50 ${formatDuration(p50)}, p99 ${formatDuration(p99)}, at most ${formatDuration(max)}`;
}
