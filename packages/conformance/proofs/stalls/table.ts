import type { PieceTimes } from './piece-meter.ts';

/** As Markdown, the longest pieces first. Milliseconds of thread CPU. */
export function tableOf(times: PieceTimes): string {
  const rows = Object.entries(times).map(([kind, micros]) => {
    const sorted = Float64Array.from(micros).sort();
    const quantile = (part: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] as number;
    return { kind, count: sorted.length, p50: quantile(0.5), p999: quantile(0.999), most: quantile(1) };
  });
  const millis = (micros: number): string => (micros / 1000).toFixed(2);
  return [
    '| piece | count | p50 ms | p99.9 ms | max ms |',
    '|---|---:|---:|---:|---:|',
    ...rows
      .sort((a, b) => b.most - a.most)
      .map(
        ({ kind, count, p50, p999, most }) =>
          `| ${kind} | ${count} | ${millis(p50)} | ${millis(p999)} | ${millis(most)} |`,
      ),
  ].join('\n');
}
