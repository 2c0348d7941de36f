import { budgetSentence, code, createPainter, type JudgedBudget } from '@routeprof/core/tools';

const marks: Record<JudgedBudget['outcome'], string> = { kept: '✅', breached: '❌', unmeasured: '❔' };

/** A line for each budget; empty when there are none. */
export function budgetLines(judged: readonly JudgedBudget[], color: boolean): string {
  const paint = createPainter(color);
  const lines = judged.map((one) => paint(one.outcome === 'kept' ? 'plain' : 'warning', budgetSentence(one)));
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}

/** The same as a list for a comment on a pull request. */
export function budgetList(judged: readonly JudgedBudget[]): string {
  const lines = judged.map((one) => `- ${marks[one.outcome]} ${code(budgetSentence(one), longestSentence)}`);
  return lines.length === 0 ? '' : `\n**Budgets**\n\n${lines.join('\n')}\n`;
}

const longestSentence = 500;
