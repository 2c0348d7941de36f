import { createFileReport } from '@routeprof/core/tools';
import { serveReport } from '../open/serve-report.ts';
import { openInBrowser } from '../open-browser.ts';
import { parseArguments } from '../parse-arguments.ts';
import { readProfileFile } from '../source/profile-file.ts';
import { isUrl } from '../source/report-url.ts';
import { UsageError } from '../usage-error.ts';

/** Serves the report's page for a profile from a file, until Ctrl-C. */
export async function open(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('open', words, {
    port: { type: 'string', default: '0' },
    browser: { type: 'boolean', default: false },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError('give one profile: routeprof open profile.pb.gz.');
  }
  if (isUrl(file)) throw new UsageError(`${file} is an address: open it in a browser.`);
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(
      `--port ${JSON.stringify(values.port)} is not a valid port. Give a number from 0 to 65535.`,
    );
  }
  const report = createFileReport(await readProfileFile(file));
  const { url, close } = await serveReport(report, port);
  process.stdout.write(`The report of ${file} is at ${url} until you press Ctrl-C.\n`);
  if (values.browser) openInBrowser(url);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await close();
  return 0;
}
