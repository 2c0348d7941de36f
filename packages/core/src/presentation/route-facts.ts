import type { LatencyParts } from './model/latency-rows.ts';
import type { ReportModel } from './model/report.ts';
import type { RouteRow } from './model/rows.ts';
import { formatCount, formatDuration, plural } from './quantity.ts';

/** `10,812 requests`, `12.0/s`, `p50 164 ms`, …, and on how many requests its parts were measured. */
export function routeFacts(row: RouteRow, { totals }: ReportModel, separator?: string): string[] {
  const { requests, errors, latencyMicros, latencyParts } = row;
  const { traced, cut } = latencyParts;
  const seconds = totals.elapsedMicros / 1e6;
  const missing = cut > 0 ? `; ${formatCount(cut, separator)} more not followed to the end` : '';
  return [
    plural(requests, 'request', separator),
    ...(seconds > 0 ? [`${rateText(requests / seconds, separator)}/s`] : []),
    `p50 ${formatDuration(latencyMicros.p50)}`,
    `p95 ${formatDuration(latencyMicros.p95)}`,
    `p99 ${formatDuration(latencyMicros.p99)}`,
    plural(errors, 'error', separator),
    ...beforeNodeFacts(latencyParts, separator),
    `parts measured on ${plural(traced, 'request', separator)}${missing}`,
  ];
}

function beforeNodeFacts(
  { traced, beforeNodeTraced, beforeNodeMicros, beforeNodeMaxMicros }: LatencyParts,
  separator?: string,
): string[] {
  if (beforeNodeMicros === 0) return [];
  const known =
    beforeNodeTraced < traced ? ` (known of ${plural(beforeNodeTraced, 'request', separator)})` : '';
  const most = formatDuration(beforeNodeMaxMicros);
  return [`before Node about ${formatDuration(beforeNodeMicros)} more, at most ${most}${known}`];
}

/** Three digits: `0.417`, `12.3`, `1,234`. */
export function rateText(perSecond: number, separator?: string): string {
  if (!Number.isFinite(perSecond)) return '0';
  return perSecond >= 100 ? formatCount(perSecond, separator) : perSecond.toPrecision(3);
}
