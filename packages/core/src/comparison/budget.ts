import {
  isLoopMetric,
  loopMetrics,
  type Metric,
  type MetricRule,
  metricList,
  readMetric,
  ruleOf,
  type Unit,
} from './budget-metrics.ts';

/**
 * Budgets: what a profile may cost, one per line. `docs/budgets.md` is for users; this is the grammar.
 *
 * ```
 * budget  = [subject] metric operator value
 * subject = "route" [METHOD] PATTERN | "function" NAME          `*` stands for any text; quotes keep spaces in a NAME
 *         | "loop-delay"                                         has p50, p99 and max
 * metric  = cpu/request | wall/request | mean | p50 | p95 | p99 | max | errors | requests | share
 *         | wait[(NAME)]/request | waits[(NAME)]/request | queued/request
 * operator = > | >= | < | <=                                     the budget is breached when this is so
 * value   = NUMBER (us | ms | s | % | nothing for a number)  |  (+ | -) NUMBER %    with a sign: against the base
 * ```
 */
export interface Budget {
  /** As it was written. */
  readonly text: string;
  /** From 1, in a file. */
  readonly line: number;
  readonly subject: BudgetSubject;
  readonly metric: Metric;
  /** For a metric of waits: what is waited for; absent for all that is. */
  readonly waitsFor?: string;
  readonly operator: Operator;
  readonly limit: Limit;
}

export type BudgetSubject =
  | { readonly kind: 'all' }
  | { readonly kind: 'route'; readonly method: string; readonly pattern: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'loop-delay' };

export type Limit =
  /** In microseconds, in requests, or as a share (0 to 1), depending on the metric. */
  | { readonly kind: 'absolute'; readonly value: number }
  /** 0.1 for `+10%`. */
  | { readonly kind: 'relative'; readonly change: number };

const operators = ['>=', '<=', '>', '<'] as const;
export type Operator = (typeof operators)[number];

/** A budget that cannot be parsed. The message shows the place, and says what is allowed. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

const micros: Readonly<Record<string, number>> = { us: 1, µs: 1, μs: 1, ms: 1_000, s: 1_000_000 };
const methodName = /^(?:[A-Z]+|\*)$/;
const longestBudget = 1_000;

/** Parses a file of budgets: one per line, skipping empty lines and lines that begin with `#`. Throws a `BudgetError`. */
export function parseBudgets(text: string): Budget[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, i) => (/^\s*(?:#|$)/.test(line) ? [] : [parseBudget(line, i + 1)]));
}

/** Parses one budget. Throws a `BudgetError`, whose message names `line`. */
export function parseBudget(text: string, line = 1): Budget {
  if (text.length > longestBudget)
    throw new BudgetError(
      `Line ${line} has ${text.length} characters. A budget has at most ${longestBudget}.`,
    );
  const words = split(text);
  let at = 0;
  const fail = (word: Word | undefined, sentence: string): never => {
    const place = word?.at ?? text.trimEnd().length;
    // A tab becomes one space, so that the caret stands below the right character.
    throw new BudgetError(
      `Line ${line}: ${sentence}\n  ${text.replace(/\s/g, ' ')}\n  ${' '.repeat(place)}^`,
    );
  };
  const subject = ((): BudgetSubject => {
    const kind = words[at]?.text;
    if (kind === 'route') {
      at++;
      const method =
        methodName.test(words[at]?.text ?? '') && !isMetric(words[at + 1]?.text) ? words[at++] : undefined;
      const from = at;
      while (at < words.length && !isMetric(words[at]?.text)) at++;
      if (at === from)
        fail(words[at], 'A route is missing. Write it as in the report: route GET /orders/:id');
      const pattern = words.slice(from, at).map((word) => word.text);
      if (!/^[/(*]/.test(pattern[0] ?? ''))
        fail(words[from], 'A route begins with /, as in: route GET /orders/:id');
      return { kind, method: method?.text ?? '*', pattern: pattern.join(' ') };
    }
    if (kind === 'function') {
      at++;
      const name = words[at];
      if (name === undefined || name.text === '')
        return fail(name, 'The name of a function is missing, as in: function priceOf cpu/request > +10%');
      at++;
      return { kind, name: name.text };
    }
    if (kind === 'loop-delay') {
      at++;
      return { kind };
    }
    return { kind: 'all' };
  })();

  const metricWord = words[at];
  const read = readMetric(metricWord?.text);
  if (typeof read === 'string') return fail(metricWord, read);
  if (read === undefined)
    return fail(
      metricWord,
      subject.kind === 'all'
        ? `Expected 'route', 'function', 'loop-delay' or a metric: ${metricList}.`
        : `Expected a metric: ${metricList}.`,
    );
  const { metric } = read;
  // Nothing says what of a delay's change is noise.
  const rule = subject.kind === 'loop-delay' ? { ...ruleOf(metric), isComparable: false } : ruleOf(metric);
  if (subject.kind === 'function' && !rule.ofFunctions)
    fail(metricWord, `A function has no ${metric}. It has: cpu/request, share.`);
  if (subject.kind === 'loop-delay' && !isLoopMetric(metric))
    fail(metricWord, `The loop’s delay has no ${metric}. It has: ${loopMetrics.join(', ')}.`);
  at++;
  const operator = operators.find((one) => one === words[at]?.text);
  if (operator === undefined) return fail(words[at], `Expected one of: ${operators.join(', ')}.`);
  at++;
  const limit = parseLimit(words[at], metric, rule, fail);
  if (words.length > at + 1)
    fail(words[at + 1], 'Nothing may follow the value. Write each budget on its own line.');
  return { text: text.trim(), line, subject, ...read, operator, limit };
}

const examples: Record<Unit, string> = {
  time: 'a time with its unit (us, ms or s), such as 200ms',
  share: 'a share, such as 1%',
  count: 'a whole number, such as 100',
  number: 'a number, such as 3',
};

function parseLimit(
  word: Word | undefined,
  metric: Metric,
  { unit, isComparable }: MetricRule,
  fail: (word: Word | undefined, sentence: string) => never,
): Limit {
  const relative = isComparable ? ', or a change against the base, such as +10%' : '';
  const [, sign = '', digits = '', suffix = ''] =
    /^([+-]?)(\d{1,12}(?:\.\d{1,6})?)(\S*)$/.exec(word?.text ?? '') ?? [];
  const number = Number(digits);
  if (digits === '') return fail(word, `Expected ${examples[unit]}${relative}.`);
  if (sign !== '') {
    if (!isComparable)
      return fail(word, `A change of ${metric} cannot be told from noise. Give ${examples[unit]}.`);
    if (suffix !== '%') return fail(word, 'A change against the base must be in percent, such as +10%.');
    return { kind: 'relative', change: (sign === '-' ? -number : number) / 100 };
  }
  if (unit === 'time' && suffix in micros)
    return { kind: 'absolute', value: number * (micros[suffix] as number) };
  if (unit === 'share' && suffix === '%') return { kind: 'absolute', value: number / 100 };
  if ((unit === 'count' || unit === 'number') && suffix === '') return { kind: 'absolute', value: number };
  if (suffix === '%' && isComparable)
    return fail(
      word,
      `A change against the base needs a sign: +${digits}%. Otherwise give ${examples[unit]}.`,
    );
  return fail(word, `Expected ${examples[unit]}${relative}.`);
}

interface Word {
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

/** Splits at spaces, and around operators without them; `"two words"` are one, and so is `wait(two words)/request`. */
function split(text: string): Word[] {
  return [
    ...text.matchAll(
      /"([^"]*)"|waits?\([^()]*\)[^\s<>]*|>=|<=|[<>](?=[\s\d+-]|$)|(?:(?!>=|<=|[<>](?=[\s\d+-]|$))[^\s"])+|"/gu,
    ),
  ].map((match) => ({
    text: match[1] ?? match[0],
    at: match.index,
  }));
}

/** Whether it is one, or is meant to be. */
function isMetric(text: string | undefined): boolean {
  return readMetric(text) !== undefined;
}
