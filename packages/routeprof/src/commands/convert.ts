import {
  createFilter,
  type ExportFormat,
  exportFormats,
  QueryError,
  selectWindow,
  writeExport,
} from '@routeprof/core/tools';
import { parseArguments } from '../parse-arguments.ts';
import { readProfileFile } from '../source/profile-file.ts';
import { UsageError } from '../usage-error.ts';
import { writeOutput } from '../write-output.ts';

/** Reads a profile in one format, and writes it, or a part of it, in another. */
export async function convert(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments('convert', words, {
    format: { type: 'string', short: 'f' },
    route: { type: 'string', default: '' },
    filter: { type: 'string', default: '' },
    measure: { type: 'string', default: '' },
  });
  const [from, to, ...more] = positionals;
  if (from === undefined || to === undefined || more.length > 0) {
    throw new UsageError(
      'give a file to read and one to write: routeprof convert profile.pb.gz profile.cpuprofile.',
    );
  }
  const format = formatOf(to, values.format);
  const filter = await createFilter(values.filter);
  const window = await readProfileFile(from);
  const isWhole = values.route === '' && filter === undefined;
  const part = isWhole ? window : await selectWindow(window, window.frames, { route: values.route, filter });
  let content: string | Uint8Array;
  try {
    content = await writeExport(format, part, values.measure, window);
  } catch (error) {
    if (error instanceof QueryError) throw new UsageError(error.message);
    // V8 throws a RangeError when the result is longer than its longest string.
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `${from} is too large to be written as ${format.name}. Choose a part by --route or --filter, or write pprof.`,
    );
  }
  await writeOutput(to, content);
  return 0;
}

/** File endings that other tools use. */
const otherEndings: Readonly<Record<string, string>> = {
  '.pprof': 'pprof',
  '.pb': 'pprof',
  '.prof': 'pprof',
  '.json': 'speedscope',
  '.folded': 'folded',
  '.txt': 'folded',
};

/** The format that was asked for, or the one of the file's ending. */
export function formatOf(path: string, wanted: string | undefined): ExportFormat {
  const names = exportFormats.map(({ name }) => name).join(', ');
  if (wanted !== undefined) {
    const format = exportFormats.find(({ name }) => name === wanted);
    if (format !== undefined) return format;
    throw new UsageError(`there is no format "${wanted}". The formats are: ${names}.`);
  }
  const ending = Object.keys(otherEndings).find((end) => path.endsWith(end));
  const found =
    exportFormats.find(({ extension }) => path.endsWith(`.${extension}`)) ??
    // As callgrind_annotate expects them.
    exportFormats.find(
      ({ name }) => name === 'callgrind' && /(?:^|[\\/])callgrind\.out[^\\/]*$/.test(path),
    ) ??
    exportFormats.find(({ name }) => ending !== undefined && name === otherEndings[ending]);
  if (found !== undefined) return found;
  const what =
    path === '-' ? 'standard output has no ending' : `the ending of ${path} is not that of a format`;
  throw new UsageError(`${what}. Give --format, one of: ${names}.`);
}
