import type { ReportModel } from '@routeprof/core';
import { compareWindows, createFileReport, exitCodeOf, judgeBudgets } from '@routeprof/core/tools';
import { readBudgets } from '../budgets/read-budgets.ts';
import { parseBounds } from '../load/bounds.ts';
import { loadProblem, parseStatuses } from '../load/judge-load.ts';
import { loadProfile } from '../load/load-profile.ts';
import { comparisonProblem, profileProblem } from '../load/profile-problem.ts';
import { parseRequestLine } from '../load/request-line.ts';
import { type LoadBounds, type LoadResult, sendLoad } from '../load/send-load.ts';
import { createProgress } from '../load/show-load.ts';
import { parseOutputFormat } from '../output-format.ts';
import { parseArguments } from '../parse-arguments.ts';
import { showJudged } from '../show-judged.ts';
import { readComparable } from '../source/profile-source.ts';
import { reportUrl } from '../source/report-url.ts';
import { tokenFor } from '../source/token-for.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';

/** Sends a bounded load to an app on this machine, then judges its profile by budgets. */
export async function check(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('check', words, {
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
      `"${relative.text}" is a change, so it needs a profile to compare with. Give --base with one, such as one that --output has saved.`,
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

  const { status, history } = await report.ask({ limit: '1' });
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
  const { bytes, window } = await loadProfile(report, load, patienceFor(history));
  const head = { window };
  if (values.output !== undefined) await writeOutput(values.output, bytes);

  const judged = judgeBudgets(budgets, head, base);
  const measured =
    base === undefined
      ? { model: await createFileReport(window).ask(new URLSearchParams()) }
      : { comparison: compareWindows(base, head) };
  const failure = loadProblem(load, allowed);
  const problem =
    failure ??
    profileProblem(window, load, warmupMillis > 0) ??
    ('comparison' in measured ? comparisonProblem(measured.comparison) : undefined);
  await writeOutput('-', showJudged[format]({ measured, budgets: judged, problem, load }));
  // The cost of error pages is no reason to call a budget failed.
  if (failure !== undefined) return 2;
  return exitCodeOf(judged) || (problem === undefined ? 0 : 2);
}

/** A typing mistake must not send a load to someone else's server. */
function refuseElsewhere(hostname: string): void {
  if (/^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname)) return;
  throw new UsageError(
    `a load is only sent to an app on this machine, and ${hostname} is not. Run check beside the app, with localhost.`,
  );
}

/** How long to wait until all requests are counted. Processes that share a folder write every 10 s by default. */
function patienceFor(history: ReportModel['history']): number {
  return history?.store?.kind === 'directory' ? 12_000 : 2_000;
}
