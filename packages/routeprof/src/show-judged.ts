import type { ReportModel } from '@routeprof/core';
import {
  type Comparison,
  type JudgedBudget,
  renderCompareMarkdown,
  renderCompareText,
  renderJson,
  renderMarkdown,
  renderText,
} from '@routeprof/core/tools';
import { budgetLines, budgetList } from './budgets/show-budgets.ts';
import type { LoadResult } from './load/send-load.ts';
import { loadSentences } from './load/show-load.ts';
import { type OutputFormat, textStyle } from './output-format.ts';

/** The result of `diff` or `check`. */
export interface Judged {
  /** The profile, or what changed in it. */
  readonly measured: { readonly model: ReportModel } | { readonly comparison: Comparison };
  readonly budgets: readonly JudgedBudget[];
  /** Why nothing, or only a part, was measured. */
  readonly problem: string | undefined;
  /** The load that `check` sent. */
  readonly load?: LoadResult;
}

export const showJudged: Record<OutputFormat, (judged: Judged) => string> = {
  text({ measured, budgets, problem, load }) {
    const style = textStyle();
    const body =
      'model' in measured
        ? renderText(measured.model, { ...style, hints: false })
        : renderCompareText(measured.comparison, style);
    const head = load === undefined ? '' : `${loadSentences(load).join('\n')}\n\n`;
    const foot = problem === undefined ? '' : `\n${problem}\n`;
    return `${head}${body}${budgetLines(budgets, style.color)}${foot}`;
  },
  markdown({ measured, budgets, problem, load }) {
    const body =
      'model' in measured
        ? renderMarkdown(measured.model, { hints: false })
        : renderCompareMarkdown(measured.comparison);
    const head = problem === undefined ? '' : `❔ **${problem}**\n\n`;
    const foot = load === undefined ? '' : `\n${loadSentences(load).join(' ')}\n`;
    return `${head}${body}${budgetList(budgets)}${foot}`;
  },
  json: ({ measured, budgets, problem, load }) =>
    renderJson({
      ...('model' in measured ? measured.model : measured.comparison),
      budgets,
      ...(load === undefined ? {} : { load }),
      ...(problem === undefined ? {} : { problem }),
    }),
};
