import type { LatencyHistogram } from '../../../core/src/presentation/model/report.ts';
import { BarChart } from '../parts/bar-chart.tsx';
import { formatCount, formatDuration, plural } from '../shared.ts';

/** A histogram of latencies on a logarithmic scale, so that 1 ms and 1 s are both visible. */
export function LatencyChart({ latency, of }: { readonly latency: LatencyHistogram; readonly of: string }) {
  const { lowerMicros, upperMicros, count } = latency;
  const total = count.reduce((sum, one) => sum + one, 0);
  const bars = count.map((value, index) => {
    const [from, to] = [formatDuration(lowerMicros[index] ?? 0), formatDuration(upperMicros[index] ?? 0)];
    return {
      value,
      title: `${from} to ${to}: ${plural(value, 'request')}`,
      cells: [from, to, formatCount(value)],
    };
  });
  const least = lowerMicros[0] ?? 0;
  const most = upperMicros[upperMicros.length - 1] ?? 0;
  return (
    <BarChart
      title={`Latency${of}`}
      note={total > 0 ? plural(total, 'request') : undefined}
      summary={`Latency of ${plural(total, 'request')}, from ${formatDuration(least)} to ${formatDuration(most)}`}
      bars={bars}
      heads={['From', 'To', 'Requests']}
      top={plural(Math.max(0, ...count), 'request')}
      ticks={ticksOf(lowerMicros, upperMicros)}
    />
  );
}

/** Ticks at about every fourth part of the bins, and at the last one. */
export function ticksOf(lower: readonly number[], upper: readonly number[]): { at: number; text: string }[] {
  const bins = lower.length;
  if (bins === 0) return [];
  const step = Math.max(1, Math.round(bins / 4));
  const ticks = [];
  for (let bin = 0; bin < bins - step / 2; bin += step) {
    ticks.push({ at: bin / bins, text: formatDuration(lower[bin] ?? 0) });
  }
  ticks.push({ at: 1, text: formatDuration(upper[bins - 1] ?? 0) });
  return ticks;
}
