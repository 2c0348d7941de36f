import { formatChange } from '../presentation/compare-words.ts';
import { formatCount, formatDuration, formatShare, plural } from '../presentation/quantity.ts';
import { visibleName, visibleText } from '../presentation/visible-text.ts';
import type { JudgedBudget, LeftOut } from '../report/judge-budgets.ts';

/** What came of a budget, as a sentence on one line: `Breached: GET /search p95 > 200ms. It is 231 ms.` */
export function budgetSentence(judged: JudgedBudget): string {
  const { budget, outcome, subject, was, is, isNoise, leftOut } = judged;
  const { metric, limit } = budget;
  const format = formats[metric] ?? formatDuration;
  const asked = visibleText(budget.text);
  if (outcome === 'unmeasured') {
    return `Not measured: ${asked}. ${whyUnmeasured(judged)}`;
  }
  const name = subject === '' ? '' : ` for ${visibleName(subject)}`;
  const change = was === undefined || is === undefined || was <= 0 ? undefined : is / was - 1;
  const figure =
    limit.kind === 'relative'
      ? `${format(was ?? 0)} → ${format(is ?? 0)} (${formatChange(change)})`
      : format(is ?? Number.NaN);
  const noise = isNoise ? ', which may be noise' : '';
  const without = leftOut === undefined ? '' : `, without ${namesOf(leftOut)}, which the base does not have`;
  return `${outcome === 'breached' ? 'Breached' : 'Kept'}: ${asked}. It is ${figure}${name}${noise}${without}.`;
}

function whyUnmeasured({ budget: { metric, limit }, subject, leftOut }: JudgedBudget): string {
  const what = visibleName(subject) || 'all requests';
  if (limit.kind === 'absolute') return `The profile has no ${metric} of ${what}.`;
  if (leftOut === undefined) return `${metric} of ${what} is not in both profiles, or with too few requests.`;
  const { requestShare, cpuShare } = leftOut;
  return `The base does not have ${namesOf(leftOut)}: ${formatShare(requestShare)} of the requests and ${formatShare(cpuShare)} of their CPU.`;
}

const mostNames = 3;

function namesOf({ routes }: LeftOut): string {
  const names = routes.slice(0, mostNames).map((name) => visibleName(name));
  const more = routes.length - names.length;
  return [...names, ...(more > 0 ? [plural(more, 'other route')] : [])].join(', ');
}

const formats: Partial<Record<JudgedBudget['budget']['metric'], (value: number) => string>> = {
  errors: formatShare,
  share: formatShare,
  requests: formatCount,
};
