import { UsageError } from '../usage-error.ts';
import { countOf, type LoadResult } from './send-load.ts';

/** The share of a load's requests that may fail, or be missing from the profile. */
export const mostLost = 0.01;

/** Reads `401,404`: statuses of 400 and more that a load is meant to get. Throws a `UsageError` for anything else. */
export function parseStatuses(text: string | undefined): ReadonlySet<number> {
  if (text === undefined) return new Set();
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !/^[45]\d\d$/.test(word));
  if (wrong === undefined) return new Set(words.map(Number));
  throw new UsageError(
    `--allow-status ${JSON.stringify(text)} has ${JSON.stringify(wrong)} in it. Give statuses from 400 to 599 with commas between, such as 401,404.`,
  );
}

/**
 * Why a load failed to measure the app, in one sentence; `undefined` when it did not. A profile of error pages says
 * nothing about the app, and would pass every budget.
 */
export function loadProblem(load: LoadResult, allowed: ReadonlySet<number>): string | undefined {
  const isWrong = (status: number): boolean => status >= 400 && !allowed.has(status);
  const sent = load.requests + load.unanswered;
  const wrong = load.unanswered + countOf(load.statuses, isWrong);
  if (wrong <= mostLost * sent) return undefined;
  const kinds = Object.entries(load.statuses)
    .filter(([status]) => isWrong(Number(status)))
    .map(([status, count]) => `${count} had status ${status}`);
  if (load.unanswered > 0) kinds.push(`${load.unanswered} had no answer`);
  const hint = kinds.length > (load.unanswered > 0 ? 1 : 0) ? ', or allow these with --allow-status' : '';
  return `Not measured: ${wrong} of ${sent} requests of the load failed (${kinds.join(', ')}), and at most ${mostLost * 100}% may. Correct --load${hint}.`;
}
