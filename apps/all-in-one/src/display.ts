import { busiestRoutesText, tallyText } from './progress.ts';
import { fetchReport, type ReportRoute } from './report.ts';
import type { Demo } from './start.ts';

const TERMINAL_MILLIS = 500;
const PLAIN_MILLIS = 10_000;
const PLAIN_COLUMNS = 200;
const REPORT_MILLIS = 2_000;
const ERASE_LINE = '\r\x1b[2K';

/** Shows the progress of the load: a line that changes in a terminal, otherwise a plain line now and then. */
export async function showProgressUntil<Result>(
  end: Promise<Result>,
  { load, reportUrl }: Demo,
): Promise<Result> {
  const { stdout } = process;
  const terminal = stdout.isTTY === true;
  let routes: readonly ReportRoute[] = [];

  async function refresh(): Promise<void> {
    routes = (await fetchReport(reportUrl)).routes;
  }

  function show(): void {
    const text = tallyText(load.tally());
    // One column stays free, because a full line would wrap.
    const columns = (terminal ? stdout.columns : PLAIN_COLUMNS) - text.length - 1;
    const line = text + busiestRoutesText(routes, columns);
    stdout.write(terminal ? ERASE_LINE + line : `${line}\n`);
  }

  const showing = setInterval(show, terminal ? TERMINAL_MILLIS : PLAIN_MILLIS);
  // A failed report is requested again; the page itself says what is wrong.
  const refreshing = setInterval(() => refresh().catch(() => {}), REPORT_MILLIS);
  try {
    return await end;
  } finally {
    clearInterval(showing);
    clearInterval(refreshing);
    if (terminal) {
      show();
      stdout.write('\n');
    }
  }
}
