import type { Filed, TruthRow } from '../truth/judge.ts';
import { table } from './table.ts';

/** Errors and attribution of each profiler. */
export function renderTruth(rows: readonly TruthRow[]): string {
  return table(
    [
      'profiler',
      ' samples',
      ' CPU in all',
      ' worst function',
      ' worst route',
      ' before: own, shared, other',
      ' promise',
      ' timer',
    ],
    rows.map(({ title, judgement: { samples, totalError, functions, routes, filed } }) => [
      title,
      String(samples),
      totalError === undefined ? 'no time' : percent(totalError),
      percent(worstOf(functions)),
      routes === undefined ? 'none' : percent(worstOf(routes)),
      ...[filed?.before, filed?.promise, filed?.timer].map(sharesOf),
    ]),
  );
}

export function worstOf(errors: readonly { readonly error: number }[]): number {
  return errors.map(({ error }) => error).sort((a, b) => Math.abs(b) - Math.abs(a))[0] ?? Number.NaN;
}

function sharesOf(filed: Filed | undefined): string {
  if (filed === undefined) return '';
  return [filed.own, filed.shared, filed.other].map((share) => (share * 100).toFixed(1)).join(', ');
}

function percent(error: number): string {
  return `${error > 0 ? '+' : ''}${(error * 100).toFixed(1)} %`;
}
