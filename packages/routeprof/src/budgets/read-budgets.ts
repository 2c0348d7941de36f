import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Budget, BudgetError, parseBudget, parseBudgets } from '@routeprof/core/tools';
import { UsageError } from '../usage-error.ts';

const usualFile = 'routeprof.config';

export interface BudgetWords {
  /** Budgets on the command line. */
  readonly failOn: readonly string[];
  /** A file of budgets; by default `routeprof.config`, if it exists. */
  readonly file: string | undefined;
}

/** All budgets to judge by. Throws a `UsageError` for one that cannot be parsed. */
export async function readBudgets({ failOn, file }: BudgetWords): Promise<Budget[]> {
  const named = failOn.map((text) => parsed('--fail-on', () => parseBudget(text)));
  const path = file ?? (existsSync(usualFile) ? usualFile : undefined);
  if (path === undefined) return named;
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new UsageError(`the budgets in ${path} cannot be read: ${reason}.`);
  });
  return [...named, ...parsed(path, () => parseBudgets(text))];
}

function parsed<Result>(where: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BudgetError) throw new UsageError(`${where}: ${error.message}`);
    throw error;
  }
}
