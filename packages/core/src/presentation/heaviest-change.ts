import { hasChanged, type LatencyChangeRow, latencyChanges } from './latency-changes.ts';
import type { Comparison } from './model/comparison.ts';
import { location, routeName } from './names.ts';
import { formatDuration } from './quantity.ts';
import { operationCount, waitedFor } from './wait-phrases.ts';

/**
 * `GET /orders waits 40.0 ms more for postgres localhost:5432 at src/items.ts:14: 20 queries per request instead of 1.`: the
 * part of a latency that explains most of what changed; `''` when none surely did. Names are shown by `show`.
 */
export function heaviestChange(
  { routes, verdicts }: Pick<Comparison, 'routes' | 'verdicts'>,
  show: (name: string) => string,
): string {
  const explains = verdicts.latency === 'slower' || verdicts.latency === 'faster' ? verdicts.latency : '';
  const row = latencyChanges(routes).find(
    (one) => hasChanged(one) && (explains === '' || one.verdict === explains),
  );
  if (row === undefined) return '';
  const { before, after } = row.micros;
  const amount = `${formatDuration(Math.abs(after - before))} ${after > before ? 'more' : 'less'}`;
  return `${show(routeName(row))} ${doing(row, amount, show)}.`;
}

function doing({ part, wait }: LatencyChangeRow, amount: string, show: (name: string) => string): string {
  if (part === 'own') return `works ${amount} on the event loop`;
  if (part === 'gc') return `is held up ${amount} by garbage collection`;
  if (part === 'queued' || wait === undefined) return `is queued ${amount} behind others`;
  const place = location({ file: wait.file, line: wait.line });
  const where = place === '' ? '' : ` at ${show(place)}`;
  const { before, after } = wait.perRequest;
  const isOften = before > 0 && after > 0 && Math.abs(Math.log(after / before)) >= Math.LN2 / 2;
  const counts = isOften
    ? `: ${operationCount(after, wait)} per request instead of ${operationCount(before, wait).split(' ')[0]}`
    : '';
  return `waits ${amount} for ${waitedFor(wait)}${where}${counts}`;
}
