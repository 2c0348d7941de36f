import type { ReportModel } from '@routeprof/core';
import {
  type Comparison,
  compareWindows,
  createFileReport,
  exitCodeOf,
  type JudgedBudget,
  judgeBudgets,
  renderCompareMarkdown,
  renderCompareText,
  renderJson,
  renderMarkdown,
  renderText,
} from '@routeprof/core/tools';
import { readBudgets } from '../budgets/read-budgets.ts';
import { budgetLines, budgetList } from '../budgets/show-budgets.ts';
import { parseBounds } from '../load/bounds.ts';
import { loadProblem, parseStatuses } from '../load/judge-load.ts';
import { comparisonProblem, profileProblem } from '../load/profile-problem.ts';
import { parseRequestLine } from '../load/request-line.ts';
import { type LoadBounds, type LoadResult, sendLoad } from '../load/send-load.ts';
import { createProgress, loadSentences } from '../load/show-load.ts';
import { type OutputFormat, parseOutputFormat, textStyle } from '../output-format.ts';
import { profileOf } from '../source/profile-file.ts';
import { readComparable } from '../source/profile-source.ts';
import { reportUrl } from '../source/report-url.ts';
import { tokenFor } from '../source/token-for.ts';
import { UsageError } from '../usage-error.ts';
import { parseWords } from '../words.ts';
import { writeOutput } from '../write-output.ts';

/** Sends a bounded load to an app on this machine, then holds its profile against budgets. */
export async function check(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseWords('check', words, {
    load: { type: 'string', multiple: true },
    duration: { type: 'string', default: '10s' },
    connections: { type: 'string', default: '10' },
    requests: { type: 'string' },
    warmup: { type: 'string', default: '2s' },
    'allow-status': { type: 'string' },
    'fail-on': { type: 'string', multiple: true },
    budgets: { type: 'string' },
    base: { type: 'string' },
    output: { type: 'string', short: 'o' },
    format: { type: 'string', short: 'f' },
    token: { type: 'string' },
  });
  const [where, ...more] = positionals;
  if (where === undefined || more.length > 0 || values.load === undefined) {
    throw new UsageError(
      "give an address and a load: routeprof check http://localhost:3000 --load '/search?q=tea'.",
    );
  }
  const format = parseOutputFormat(values.format);
  const { bounds, warmupMillis } = parseBounds(values);
  const lines = values.load.map(parseRequestLine);
  const allowed = parseStatuses(values['allow-status']);
  const report = reportUrl(where, values.token);
  const { origin, hostname } = new URL(report.href);
  refuseElsewhere(hostname);
  const budgets = await readBudgets({ failOn: values['fail-on'] ?? [], file: values.budgets });
  const relative = budgets.find(({ limit }) => limit.kind === 'relative');
  if (relative !== undefined && values.base === undefined) {
    throw new UsageError(
      `"${relative.text}" is a change, so there must be something to compare with. Give --base with a profile, such as one that --output has saved.`,
    );
  }
  const base =
    values.base === undefined
      ? undefined
      : {
          window: await readComparable(
            values.base,
            tokenFor(values.base, [where, values.base], values.token),
          ),
        };

  const { status } = await report.ask({ limit: '1' });
  if (status.paused) throw new UsageError('the profiler is paused. Resume it on its page, then check again.');
  const send = async (what: string, most: LoadBounds): Promise<LoadResult> => {
    const progress = createProgress(what, most);
    try {
      return await sendLoad(origin, lines, most, progress.show);
    } finally {
      progress.end();
    }
  };
  if (warmupMillis > 0) {
    await send('warm-up', { ...bounds, durationMillis: warmupMillis, requests: Number.POSITIVE_INFINITY });
  }
  await report.clear();
  const load = await send('load', bounds);
  if (load.requests === 0) {
    throw new UsageError('no request of the load was answered. Is the app stuck, or --duration too short?');
  }
  const bytes = await report.download();
  const head = { window: await profileOf(bytes, report.href) };
  if (values.output !== undefined) await writeOutput(values.output, bytes);

  const judged = judgeBudgets(budgets, head, base);
  const measured: Measured =
    base === undefined
      ? { model: await createFileReport(head.window).ask(new URLSearchParams()) }
      : { comparison: compareWindows(base, head) };
  const failure = loadProblem(load, allowed);
  const problem =
    failure ??
    profileProblem(head.window) ??
    ('comparison' in measured ? comparisonProblem(measured.comparison) : undefined);
  await writeOutput('-', outputs[format]({ ...load, problem }, measured, judged));
  // What error pages cost breaches nothing.
  if (failure !== undefined) return 2;
  return exitCodeOf(judged) || (problem === undefined ? 0 : 2);
}

/** What there is to show: the profile, or what changed in it. */
type Measured = { readonly model: ReportModel } | { readonly comparison: Comparison };

/** `problem`: why nothing was measured, or not what was to be. */
type JudgedLoad = LoadResult & { readonly problem: string | undefined };

const outputs: Record<
  OutputFormat,
  (load: JudgedLoad, measured: Measured, judged: readonly JudgedBudget[]) => string
> = {
  text(load, measured, judged) {
    const style = textStyle();
    const body =
      'model' in measured
        ? renderText(measured.model, { ...style, hints: false })
        : renderCompareText(measured.comparison, style);
    const problem = load.problem === undefined ? '' : `\n${load.problem}\n`;
    return `${loadSentences(load).join('\n')}\n\n${body}${budgetLines(judged, style.color)}${problem}`;
  },
  markdown(load, measured, judged) {
    const body =
      'model' in measured
        ? renderMarkdown(measured.model, { hints: false })
        : renderCompareMarkdown(measured.comparison);
    const problem = load.problem === undefined ? '' : `❔ **${load.problem}**\n\n`;
    return `${problem}${body}${budgetList(judged)}\n${loadSentences(load).join(' ')}\n`;
  },
  json: (load, measured, judged) =>
    renderJson({
      ...('model' in measured ? measured.model : measured.comparison),
      budgets: judged,
      load,
    }),
};

/** A load is for one's own app: it must not be sent to anybody else's by a slip. */
function refuseElsewhere(hostname: string): void {
  if (/^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname)) return;
  throw new UsageError(
    `a load is only sent to an app on this machine, and ${hostname} is not. Run check beside the app, with localhost.`,
  );
}
