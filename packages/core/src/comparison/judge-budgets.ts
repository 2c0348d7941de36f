import type { Change, Comparison, RouteChange } from '../presentation/model/comparison.ts';
import type { Budget, Operator } from './budget.ts';
import { comparedFigures, type Found } from './budget-figures.ts';
import { isTraced } from './budget-metrics.ts';
import { type ComparedProfile, compareWindows } from './compare.ts';
import { tracedFigures } from './traced-figures.ts';
import { isSure } from './verdicts.ts';

/** One budget, judged for one of its subjects. */
export interface JudgedBudget {
  readonly budget: Budget;
  /**
   * `unmeasured`: the profile has no such route or function, no requests for it, too few traces, or nothing to compare
   * with. That does not pass, because the budget of a renamed route would then pass for ever.
   */
  readonly outcome: 'kept' | 'breached' | 'unmeasured';
  /** `GET /search`, `priceOf (src/orders.ts)`, or `''` for all requests. */
  readonly subject: string;
  /** In microseconds, in requests or operations, or as a share (0 to 1), depending on the metric. */
  readonly was?: number;
  readonly is?: number;
  /** Whether a relative limit was exceeded, but by what may be noise. */
  readonly isNoise?: boolean;
  /** For a relative budget of all requests: the routes that it does not cover, because only the head has them. */
  readonly leftOut?: LeftOut;
  /** For waits and queued time: how many traces the figure rests on; of two profiles, in the one that has fewer. */
  readonly traced?: number;
  /** For a budget of something that nothing waits for: what is waited for. */
  readonly targets?: readonly string[];
}

/** Routes that have requests in the head, and none in the base. */
export interface LeftOut {
  /** `GET /export`; those that take most CPU come first. */
  readonly routes: readonly string[];
  /** Their share of all requests of the head, 0 to 1. */
  readonly requestShare: number;
  /** Their share of the CPU of all requests of the head, 0 to 1. */
  readonly cpuShare: number;
}

/**
 * Judges a profile by budgets, and for limits such as `+10%` compares it with the base. An absolute limit is compared
 * with the figure itself; a relative one is breached only by a change that is more than noise, by the rule of
 * `compareWindows`. A budget for several routes gives an answer for each.
 */
export function judgeBudgets(
  budgets: readonly Budget[],
  head: ComparedProfile,
  base?: ComparedProfile,
): JudgedBudget[] {
  const alone = compareWindows(head, head);
  const comparison = base && compareWindows(base, head);
  return budgets.flatMap((budget) => {
    const isRelative = budget.limit.kind === 'relative';
    const source = isRelative ? comparison : alone;
    const from = isRelative ? base : head;
    const { metric } = budget;
    const found =
      source === undefined || from === undefined
        ? []
        : isTraced(metric)
          ? tracedFigures(budget, metric, from.window, head.window)
          : comparedFigures(budget, metric, source, head.window);
    if (found.length === 0) return [{ budget, outcome: 'unmeasured' as const, subject: nameOf(budget) }];
    const left = source && budget.subject.kind === 'all' ? leftOutOf(source) : undefined;
    const isCovered = coversMost(left);
    return found.map(({ subject, figure, ...traces }) => {
      const judged = { ...judgeOne(budget, subject, isCovered ? figure : undefined), ...traces };
      // If something else is missing, the routes that are left out are not the reason.
      const isReason = left !== undefined && !(isCovered && judged.outcome === 'unmeasured');
      return isReason ? { ...judged, leftOut: left } : judged;
    });
  });
}

/** For `process.exitCode`: 1 for a breach, else 2 for something unmeasured unless that is allowed, else 0. */
export function exitCodeOf(judged: readonly JudgedBudget[], allowUnmeasured = false): 0 | 1 | 2 {
  if (judged.some(({ outcome }) => outcome === 'breached')) return 1;
  return !allowUnmeasured && judged.some(({ outcome }) => outcome === 'unmeasured') ? 2 : 0;
}

function judgeOne(budget: Budget, subject: string, figure: Found['figure']): JudgedBudget {
  const { limit, operator } = budget;
  if (figure === undefined) return { budget, subject, outcome: 'unmeasured' };
  if (limit.kind === 'absolute')
    return { budget, subject, outcome: holds(figure.after, operator, limit.value), is: figure.after };
  const mayBeNone = budget.metric === 'errors' || isTraced(budget.metric);
  const change = mayBeNone ? changeFromNone(figure) : figure.change;
  if (change === undefined || figure.verdict === undefined || figure.p === undefined)
    return { budget, subject, outcome: 'unmeasured', was: figure.before, is: figure.after };
  const isExceeded = holds(change, operator, limit.change) === 'breached';
  const isMoreThanNoise = isSure({ verdict: figure.verdict });
  return {
    budget,
    subject,
    outcome: isExceeded && isMoreThanNoise ? 'breached' : 'kept',
    was: figure.before,
    is: figure.after,
    isNoise: isExceeded && !isMoreThanNoise,
  };
}

/** A base without errors, or without waits, can be compared with: the first exceed every relative limit. */
function changeFromNone({ before, after, change }: Change): number | undefined {
  if (before > 0) return change;
  return after > 0 ? Number.POSITIVE_INFINITY : 0;
}

function nameOf({ subject }: Budget): string {
  if (subject.kind === 'route') return `${subject.method} ${subject.pattern}`;
  return subject.kind === 'function' ? subject.name : '';
}

function holds(value: number, operator: Operator, limit: number): 'kept' | 'breached' {
  const isBreached = { '>': value > limit, '>=': value >= limit, '<': value < limit, '<=': value <= limit }[
    operator
  ];
  return isBreached ? 'breached' : 'kept';
}

/**
 * A figure of all requests covers only the routes that both profiles have. It is used as long as the other routes of the
 * head have at most this share of its requests and of its CPU.
 */
const mostLeftOut = 0.05;

function leftOutOf({ routes, head }: Comparison): LeftOut | undefined {
  const left = routes.filter(({ requests }) => requests.before === 0 && requests.after > 0);
  if (left.length === 0) return undefined;
  const sum = (amount: (row: RouteChange) => number) => left.reduce((total, row) => total + amount(row), 0);
  return {
    routes: left
      .toSorted((a, b) => b.share.after - a.share.after)
      .map(({ method, route }) => `${method} ${route}`),
    requestShare: sum(({ requests }) => requests.after) / head.requests,
    cpuShare: sum(({ share }) => share.after),
  };
}

function coversMost(left: LeftOut | undefined): boolean {
  return left === undefined || Math.max(left.requestShare, left.cpuShare) <= mostLeftOut;
}
