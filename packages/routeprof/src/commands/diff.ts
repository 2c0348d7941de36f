import { compareWindows, exitCodeOf, judgeBudgets } from '@routeprof/core/tools';
import { readBudgets } from '../budgets/read-budgets.ts';
import { comparisonProblem } from '../load/profile-problem.ts';
import { parseOutputFormat } from '../output-format.ts';
import { parseArguments } from '../parse-arguments.ts';
import { showJudged } from '../show-judged.ts';
import { readComparable } from '../source/profile-source.ts';
import { tokenFor } from '../source/token-for.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';

/** Compares two profiles, and judges the second by budgets. */
export async function diff(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('diff', words, {
    format: { type: 'string', short: 'f' },
    'fail-on': { type: 'string', multiple: true },
    budgets: { type: 'string' },
    token: { type: 'string' },
  });
  const [baseName, headName, ...more] = positionals;
  if (baseName === undefined || headName === undefined || more.length > 0) {
    throw new UsageError('give two profiles, files or addresses: routeprof diff before.pb.gz after.pb.gz.');
  }
  const format = parseOutputFormat(values.format);
  const budgets = await readBudgets({ failOn: values['fail-on'] ?? [], file: values.budgets });
  const read = async (name: string) => ({
    window: await readComparable(name, tokenFor(name, [baseName, headName], values.token)),
  });
  const base = await read(baseName);
  const head = await read(headName);
  const comparison = compareWindows(base, head);
  const judged = judgeBudgets(budgets, head, base);
  const problem = comparisonProblem(comparison);
  await writeOutput('-', showJudged[format]({ measured: { comparison }, budgets: judged, problem }));
  return exitCodeOf(judged) || (problem === undefined ? 0 : 2);
}
