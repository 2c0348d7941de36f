import { stat } from 'node:fs/promises';
import {
  createFileReport,
  createFolderReport,
  type FileReport,
  type StoreReport,
} from '@routeprof/core/tools';
import { isRedisAddress } from '../open/redis-address.ts';
import { serveReport } from '../open/serve-report.ts';
import { openInBrowser } from '../open-browser.ts';
import { parseArguments } from '../parse-arguments.ts';
import { readProfileFile } from '../source/profile-file.ts';
import { isUrl } from '../source/report-url.ts';
import { UsageError } from '../usage-error.ts';

/** Serves the report's page until Ctrl-C: for a profile from a file, or for measurements in a folder or in Redis. */
export async function open(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('open', words, {
    port: { type: 'string', default: '0' },
    browser: { type: 'boolean', default: false },
    prefix: { type: 'string' },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError(
      'give one profile or folder: routeprof open profile.pb.gz, or a Redis: routeprof open redis://127.0.0.1.',
    );
  }
  if (isUrl(file)) throw new UsageError(`${file} is an address: open it in a browser.`);
  const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new UsageError(
      `--port ${JSON.stringify(values.port)} is not a valid port. Give a number from 0 to 65535.`,
    );
  }
  const { shown, report } = await reportAt(file, values.prefix);
  const { url, close } = await serveReport(report, port).catch(async (error) => {
    await report.close?.();
    throw error;
  });
  // Before it is said that Ctrl-C ends it.
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  process.stdout.write(`The report of ${shown} is at ${url} until you press Ctrl-C.\n`);
  if (values.browser) openInBrowser(url);
  await interrupted;
  await close();
  await report.close?.();
  return 0;
}

interface Opened {
  /** What it is the report of. */
  readonly shown: string;
  readonly report: FileReport & Partial<StoreReport>;
}

async function reportAt(place: string, prefix: string | undefined): Promise<Opened> {
  if (isRedisAddress(place)) {
    // The other kinds start without its code.
    const { openRedisReport } = await import('../open/redis-report.ts');
    return await openRedisReport(place, prefix ?? 'routeprof:');
  }
  if (prefix !== undefined) throw new UsageError('--prefix is for Redis only. Leave it out.');
  return { shown: place, report: await reportOfPath(place) };
}

async function reportOfPath(path: string): Promise<FileReport & Partial<StoreReport>> {
  if (!(await isFolder(path))) return createFileReport(await readProfileFile(path));
  const report = await createFolderReport(path);
  if (report !== undefined) return report;
  throw new UsageError(
    `there are no measurements of routeprof in the folder ${path}. Give the folder that the option dir names, or a profile.`,
  );
}

/** What is not there is said by the reader of files. */
async function isFolder(path: string): Promise<boolean> {
  return path !== '-' && (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
