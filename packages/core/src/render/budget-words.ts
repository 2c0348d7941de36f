import type { JudgedBudget } from '../report/judge-budgets.ts';
import { formatChange } from './compare-words.ts';
import { formatCount, formatDuration, formatShare } from './quantity.ts';
import { visibleName, visibleText } from './visible-text.ts';

/** What came of a budget, as a sentence on one line: `Breached: GET /search p95 > 200ms. It is 231 ms.` */
export function budgetSentence({ budget, outcome, subject, was, is, isNoise }: JudgedBudget): string {
  const { metric, limit } = budget;
  const format = formats[metric] ?? formatDuration;
  const asked = visibleText(budget.text);
  if (outcome === 'unmeasured') {
    const what = visibleName(subject) || 'all requests';
    const most = subject === '' ? 'most of ' : '';
    const why =
      limit.kind === 'relative'
        ? `${metric} of ${most}${what} is not in both profiles, or with too few requests.`
        : `The profile has no ${metric} of ${what}.`;
    return `Not measured: ${asked}. ${why}`;
  }
  const name = subject === '' ? '' : ` for ${visibleName(subject)}`;
  const change = was === undefined || is === undefined || was <= 0 ? undefined : is / was - 1;
  const figure =
    limit.kind === 'relative'
      ? `${format(was ?? 0)} → ${format(is ?? 0)} (${formatChange(change)})`
      : format(is ?? Number.NaN);
  const noise = isNoise ? ', which may be noise' : '';
  return `${outcome === 'breached' ? 'Breached' : 'Kept'}: ${asked}. It is ${figure}${name}${noise}.`;
}

const formats: Partial<Record<JudgedBudget['budget']['metric'], (value: number) => string>> = {
  errors: formatShare,
  share: formatShare,
  requests: formatCount,
};
