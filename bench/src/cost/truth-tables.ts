import { table } from '../output/table.ts';
import { worstOf } from '../output/truth.ts';
import type { Filed, Judgement, TruthRow } from '../truth/judge.ts';
import { kindOf } from './kinds.ts';

/** Errors by function and by route, and where known CPU is filed. */
export function truthTables(rows: readonly TruthRow[]): string {
  const names = rows[0]?.judgement.functions.map(({ name }) => name) ?? [];
  const routes = ['short', 'long'];
  return [
    '### Errors',
    '',
    table(
      [
        'profiler',
        ' samples',
        ' CPU time in all',
        ...names.map((name) => ` \`${name}\``),
        ' sampling error',
        ...routes.map((route) => ` route \`/${route}/:id\``),
      ],
      rows.map(({ variant, judgement }) => [
        kindOf(variant).name,
        judgement.samples.toLocaleString('en'),
        judgement.totalError === undefined ? 'counts only samples' : signed(judgement.totalError),
        ...judgement.functions.map(({ error }) => signed(error)),
        `±${(chanceOf(judgement) * 100).toFixed(1)} %`,
        ...routes.map((route) => routeError(judgement, route)),
      ]),
    ),
    '',
    '### Whose CPU it is, before and after the first `await`',
    '',
    table(
      [
        'profiler',
        ' before the first await: kept',
        ' after a promise: kept',
        ' after a timer: kept',
        ' filed under another route (cross-talk)',
        ' under no route',
      ],
      rows.map(({ variant, judgement: { filed } }) =>
        filed === undefined
          ? [kindOf(variant).name, ...Array<string>(5).fill('does not attribute')]
          : [
              kindOf(variant).name,
              ...[filed.before, filed.promise, filed.timer].map(keptOf),
              shareOf(mean(filed, ({ shared, other }) => shared + other)),
              shareOf(mean(filed, ({ none }) => none)),
            ],
      ),
    ),
  ].join('\n');
}

/** The profiler's largest error among functions. */
export function worstFunction({ judgement }: TruthRow): number {
  return worstOf(judgement.functions);
}

/** How far sampling alone may put the rarest function off in 95 of 100 runs, if each sample were independent. */
function chanceOf({ functions }: Judgement): number {
  return 1.96 / Math.sqrt(Math.min(...functions.map(({ samples }) => samples)));
}

function routeError({ routes }: Judgement, wanted: string): string {
  if (routes === undefined) return 'does not attribute';
  const found = routes.find(({ route }) => route === wanted);
  return found === undefined ? '' : signed(found.error);
}

/** Alone; what is filed under others, too, is cross-talk. */
function keptOf({ own }: Filed): string {
  return shareOf(own);
}

function mean(filed: NonNullable<Judgement['filed']>, part: (filed: Filed) => number): number {
  const all = Object.values(filed).map(part);
  return all.reduce((sum, value) => sum + value, 0) / all.length;
}

function shareOf(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function signed(error: number): string {
  return `${error > 0 ? '+' : ''}${(error * 100).toFixed(1)} %`;
}
