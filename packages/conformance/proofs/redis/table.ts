import type { Outcome } from './scenario.ts';

/** As Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(
    ({ scenario, processes, counted, known, missing, silent, failed, remark, wrong }) =>
      [
        scenario,
        processes,
        counted,
        known,
        missing,
        counted - known - missing,
        silent,
        failed,
        remark,
        wrong.length === 0 ? 'ok' : 'MISS',
      ].join(' | '),
  );
  return [
    '| scenario | processes | counted | known | declared as missing | neither | declared as silent | failed requests | remark | |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---|---|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}
