import type { ReportModel } from './model/report.ts';
import type { OverheadStatus } from './model/status.ts';
import { formatCount, formatShare } from './quantity.ts';

const lessThan = 0.999;

/**
 * What is estimated in a report because not everything was measured, and why; `''` if everything was.
 *
 * @param separator Stands between groups of digits.
 */
export function estimateWords({ totals, status }: ReportModel, separator?: string): string {
  const { requests, followed, elapsedMicros, offMicros, processes, stackProcesses = 0 } = totals;
  const sampled = elapsedMicros === 0 ? 1 : 1 - offMicros / elapsedMicros;
  const count = (number: number): string => formatCount(number, separator);
  const share = `${count(followed)} of ${count(requests)} requests were followed`;
  const limit = limitWords(status.overhead);
  if (processes !== undefined) {
    const who = `${count(stackProcesses)} of ${count(processes)} process${processes === 1 ? '' : 'es'}`;
    return `Stacks from ${who}, a random few at a time. ${share}: ${estimated} ${limit}`.trimEnd();
  }
  if (followed >= requests && sampled > lessThan) return limit;
  const time = sampled > lessThan ? '' : `, and samples taken in ${formatShare(sampled)} of the time`;
  return `To stay within maxOverhead, ${share}${time}: ${estimated} ${limit}`.trimEnd();
}

const estimated = 'CPU time by route is estimated from these. Requests, errors and latencies are of all.';

/** What exceeds the budget now, and whether it is kept. */
function limitWords(overhead: OverheadStatus | undefined): string {
  if (overhead === undefined || overhead.limit === '') return '';
  const { budget, share, followed, sampled, limit } = overhead;
  const now = `Now ${formatShare(followed)} of requests are followed in ${formatShare(sampled)} of the time, and the profiler takes ${formatShare(share)} of the CPU time; it may take ${formatShare(budget)}.`;
  return `${now} ${whyWords[limit]} Raise maxOverhead to measure more.`;
}

const whyWords: Readonly<Record<Exclude<OverheadStatus['limit'], ''>, string>> = {
  following: 'To follow all requests, too, would take more.',
  sampling: 'To take samples all the time would alone take more.',
  counting:
    'To count requests and to keep what was measured already takes more: the budget is not kept, and as little as possible is measured.',
};
