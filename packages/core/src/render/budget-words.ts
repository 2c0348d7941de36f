import { metricText } from '../comparison/budget-metrics.ts';
import type { JudgedBudget, LeftOut } from '../comparison/judge-budgets.ts';
import { formatChange } from '../presentation/compare-words.ts';
import { formatCount, formatDuration, formatShare, plural } from '../presentation/quantity.ts';
import { visibleName, visibleText } from '../presentation/visible-text.ts';

/** The result of a budget, as a sentence on one line: `Failed: p95 of GET /search is 231 ms (limit 200 ms).` */
export function budgetSentence(judged: JudgedBudget): string {
  const { budget, outcome, subject, isNoise, leftOut, traced } = judged;
  const format = formats[budget.metric] ?? formatDuration;
  if (outcome === 'unmeasured') return `Not measured: ${visibleText(budget.text)}. ${whyUnmeasured(judged)}`;
  const name = subject === '' ? '' : ` of ${visibleName(subject)}`;
  const noise = isNoise ? ', which may be noise' : '';
  const without = leftOut === undefined ? '' : `, without ${namesOf(leftOut)}, which the base does not have`;
  const by = traced === undefined ? '' : `, by ${plural(traced, 'trace')}`;
  const word = outcome === 'breached' ? 'Failed' : 'Passed';
  const metric = visibleText(metricText(budget));
  return `${word}: ${metric}${name} ${figureWords(judged, format)}${by}${noise}${without}.`;
}

function figureWords({ budget, was, is }: JudgedBudget, format: (value: number) => string): string {
  const limit = limitWords(budget, format);
  if (budget.limit.kind === 'absolute') return `is ${format(is ?? Number.NaN)} (${limit})`;
  const change = was === undefined || is === undefined || was <= 0 ? undefined : is / was - 1;
  return `went ${format(was ?? 0)} → ${format(is ?? 0)} (${formatChange(change)}, ${limit})`;
}

/** The limit in words. A budget says what must not happen, so `<` means at least. */
function limitWords({ operator, limit }: JudgedBudget['budget'], format: (value: number) => string): string {
  const value = limit.kind === 'relative' ? formatChange(limit.change) : format(limit.value);
  return operator.startsWith('<') ? `at least ${value}` : `limit ${value}`;
}

function whyUnmeasured(judged: JudgedBudget): string {
  const { budget, subject, leftOut, traced, targets } = judged;
  const { limit } = budget;
  const metric = visibleText(metricText(budget));
  const what = visibleName(subject) || 'all requests';
  if (targets !== undefined)
    return `Nothing waits for ${visibleName(budget.waitsFor ?? '')}. Requests wait for ${listOf(targets)}.`;
  if (traced !== undefined && leftOut === undefined) return tooFewTraces(traced, judged);
  if (limit.kind === 'absolute') return `The profile has no ${metric} of ${what}.`;
  if (leftOut === undefined) return `${metric} of ${what} is not in both profiles, or has too few requests.`;
  const { requestShare, cpuShare } = leftOut;
  return `The base does not have ${namesOf(leftOut)}: ${formatShare(requestShare)} of the requests and ${formatShare(cpuShare)} of their CPU.`;
}

function tooFewTraces(traced: number, { subject, budget: { limit } }: JudgedBudget): string {
  const requests = subject === '' ? 'requests' : `requests of ${visibleName(subject)}`;
  const where = limit.kind === 'relative' ? ' in one of the profiles' : '';
  return traced === 0
    ? `No ${requests} were traced${where}.`
    : `Too few ${requests} were traced${where}: ${formatCount(traced)}.`;
}

const mostNames = 3;

function namesOf({ routes }: LeftOut): string {
  return listOf(routes, 'other route');
}

function listOf(all: readonly string[], noun = 'other thing'): string {
  const names = all.slice(0, mostNames).map((name) => visibleName(name));
  const more = all.length - names.length;
  return [...names, ...(more > 0 ? [plural(more, noun)] : [])].join(', ');
}

/** `3`, `0.25`, `3.104`: as exact as a limit is. */
function formatOperations(perRequest: number): string {
  return perRequest >= 1000 ? formatCount(perRequest) : String(Number(perRequest.toPrecision(4)));
}

const formats: Partial<Record<JudgedBudget['budget']['metric'], (value: number) => string>> = {
  errors: formatShare,
  share: formatShare,
  requests: formatCount,
  'waits/request': formatOperations,
};
