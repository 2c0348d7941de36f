// The thread that reads source maps. It is started from its text, wherever that ends up, so it imports only types, and
// what `build/embed-worker.ts` puts into the same text.
import { callbackLabels } from './callback-labels.ts';
import type {
  AnsweredFile,
  AskedCode,
  AskedFile,
  AskedPosition,
  MapAnswer,
  MapLimits,
  MapQuestion,
  WrittenPosition,
} from './source-map-messages.ts';

const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
const { open, readFile, stat } = process.getBuiltinModule('node:fs/promises');
const { dirname, resolve } = process.getBuiltinModule('node:path');
const { fileURLToPath } = process.getBuiltinModule('node:url');
const limits: MapLimits = workerData;

/** A map as it is in a file; `sections` are maps of parts of the code. */
interface RawMap {
  readonly mappings?: string;
  readonly sources?: readonly (string | null)[];
  readonly sourceRoot?: string;
  readonly names?: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly sections?: readonly { readonly offset: Offset; readonly map: RawMap }[];
}
interface Offset {
  readonly line: number;
  readonly column: number;
}
interface FoundMap {
  readonly raw: RawMap;
  /** Sources are relative to it. */
  readonly folder: string;
}

/** Five numbers a segment: the column in the code, then the source, its line, its column and the name, each -1 for none. */
const width = 5;

/** Positions and names of a map, without the code that it contains. */
interface FlatMap {
  readonly segments: Int32Array;
  /** The first segment of each line of the code, and the end. */
  readonly lineStarts: Int32Array;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly bytes: number;
}

class TooLarge extends Error {}

/** Last used last; `undefined` for files without a map. */
const kept = new Map<string, FlatMap>();
let keptBytes = 0;

async function flatMapOf(file: string): Promise<FlatMap | undefined> {
  const known = kept.get(file);
  if (known !== undefined) {
    kept.delete(file);
    kept.set(file, known);
    return known;
  }
  const found = await findMap(file);
  if (found === undefined) return undefined;
  const map = flatten(found);
  if (map.bytes > limits.maxKeptBytes) return map;
  kept.set(file, map);
  keptBytes += map.bytes;
  for (const [oldest, { bytes }] of kept) {
    if (keptBytes <= limits.maxKeptBytes) break;
    kept.delete(oldest);
    keptBytes -= bytes;
  }
  return map;
}

async function findMap(file: string, mostBytes = limits.maxFileBytes): Promise<FoundMap | undefined> {
  const code = await readText(file, mostBytes);
  const url = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(
    code.slice(code.lastIndexOf('sourceMappingURL=') - 4),
  )?.[1];
  if (url === undefined) return undefined;
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(url.slice(0, 200));
  if (inline) {
    const data = url.slice(inline[0].length);
    const text = inline[1] ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data);
    return { raw: JSON.parse(text), folder: dirname(file) };
  }
  const path = resolve(dirname(file), pathOf(decodeURI(url)));
  return { raw: JSON.parse(await readText(path, mostBytes)), folder: dirname(path) };
}

/** Throws for what has no end or waits for somebody to write: of a pipe, and of what the system makes up, the size is 0. */
async function readText(path: string, mostBytes: number): Promise<string> {
  const found = await stat(path);
  if (!found.isFile() || found.size === 0) throw new Error('this is no file with contents');
  if (found.size > mostBytes) {
    const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
    throw new TooLarge(
      `${path} has ${mib(found.size)}, so its functions are shown where they ran: source maps are read up to ${mib(limits.maxFileBytes)}, half of maxMemory.`,
    );
  }
  return await readFile(path, 'utf8');
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file://') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

function sourcesOf({ sources = [], sourceRoot = '' }: RawMap, folder: string): string[] {
  return sources.map((source) =>
    source === null
      ? ''
      : /^[a-z][a-z0-9+.-]+:\/\//i.test(source)
        ? pathOf(source)
        : resolve(folder, pathOf(sourceRoot), source),
  );
}

/** The maps of all parts, in the order of the code. */
function partsOf(raw: RawMap, offset: Offset = { line: 0, column: 0 }): { raw: RawMap; offset: Offset }[] {
  if (raw.sections === undefined) return [{ raw, offset }];
  return raw.sections.flatMap((section) =>
    partsOf(section.map, {
      line: offset.line + section.offset.line,
      column: section.offset.line === 0 ? offset.column + section.offset.column : section.offset.column,
    }),
  );
}

/** No file that V8 can load has as many. */
const mostLines = 1_000_000;

function flatten({ raw, folder }: FoundMap): FlatMap {
  const sources: string[] = [];
  const names: string[] = [];
  const lineStarts: number[] = [0];
  let segments = new Int32Array(1 << 16);
  let length = 0;
  for (const part of partsOf(raw)) {
    const { mappings = '' } = part.raw;
    const base = { source: sources.length, name: names.length };
    // One by one: there may be more than a call can have arguments.
    for (const source of sourcesOf(part.raw, folder)) sources.push(source);
    for (const name of part.raw.names ?? []) names.push(name);
    const segment = [0, 0, 0, 0, 0];
    const startLine = (line: number): void => {
      // A few bytes of a map can name any line: without a bound they would take all memory, and the process with it.
      if (!(line >= 0 && line <= mostLines))
        throw new TooLarge(`A source map is not read, as it begins a section at line ${line}.`);
      while (lineStarts.length <= line) lineStarts.push(length / width);
    };
    let line = part.offset.line;
    startLine(line);
    for (let at = 0, field = 0, value = 0, shift = 0; at <= mappings.length; at++) {
      const code = at < mappings.length ? mappings.charCodeAt(at) : semicolon;
      if (code === semicolon || code === comma) {
        if (field > 0) {
          if (length + width > segments.length) segments = grown(segments);
          const shiftedBy = line === part.offset.line ? part.offset.column : 0;
          segments[length] = (segment[0] as number) + shiftedBy;
          segments[length + 1] = field >= 4 ? (segment[1] as number) + base.source : -1;
          segments[length + 2] = segment[2] as number;
          segments[length + 3] = segment[3] as number;
          segments[length + 4] = field >= 5 ? (segment[4] as number) + base.name : -1;
          length += width;
        }
        field = 0;
        if (code === semicolon && at < mappings.length) {
          segment[0] = 0;
          startLine(++line);
        }
        continue;
      }
      const digit = digits[code] ?? -1;
      if (digit < 0) throw new Error('the mappings are no base 64 VLQ');
      value += (digit & 31) << shift;
      shift += 5;
      if ((digit & 32) !== 0) continue;
      segment[field] = (segment[field] ?? 0) + (value & 1 ? -(value >>> 1) : value >>> 1);
      field++;
      value = 0;
      shift = 0;
    }
  }
  lineStarts.push(length / width);
  const flat = {
    segments: segments.slice(0, length),
    lineStarts: Int32Array.from(lineStarts),
    sources,
    names,
  };
  const texts = [...sources, ...names].reduce((sum, text) => sum + text.length + 24, 0);
  return { ...flat, bytes: flat.segments.byteLength + flat.lineStarts.byteLength + texts };
}

const semicolon = 59;
const comma = 44;
const digits: Record<number, number> = Object.fromEntries(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, value) => [
    digit.charCodeAt(0),
    value,
  ]),
);

function grown(segments: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(segments.length * 2);
  larger.set(segments);
  return larger;
}

/** The last segment of the line that begins at the position or before it. */
function written(
  { segments, lineStarts, sources, names }: FlatMap,
  { line, column, nameLength }: AskedPosition,
): WrittenPosition | undefined {
  let from = lineStarts[line] ?? 0;
  const first = from;
  let to = lineStarts[line + 1] ?? first;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((segments[middle * width] as number) <= column) from = middle + 1;
    else to = middle;
  }
  if (from === first) return undefined;
  const [start = 0, source = -1, writtenLine = 0, writtenColumn = 0, name = -1] = segments.subarray(
    (from - 1) * width,
    from * width,
  );
  const file = sources[source];
  if (file === undefined || file === '') return undefined;
  // A name that ends where the function begins is the function's own; others are of a parameter, or of a call.
  const isOwnName = nameLength > 0 && column - start === nameLength;
  return { file, line: writtenLine, column: writtenColumn, name: (isOwnName ? names[name] : '') ?? '' };
}

async function answerFile({ file, positions }: AskedFile): Promise<AnsweredFile> {
  try {
    const map = await flatMapOf(file);
    if (map === undefined) return { hasMap: false, positions: [] };
    return { hasMap: true, positions: positions.map((position) => written(map, position)) };
  } catch (error) {
    return {
      hasMap: false,
      positions: [],
      ...(error instanceof TooLarge ? { problem: error.message } : {}),
    };
  }
}

async function contentOf(file: string, source: string): Promise<string | undefined> {
  const found = await findMap(file);
  return found && contentIn(found, source);
}

function contentIn({ raw: whole, folder }: FoundMap, source: string): string | undefined {
  for (const { raw } of partsOf(whole)) {
    const content = raw.sourcesContent?.[sourcesOf(raw, folder).indexOf(source)];
    if (typeof content === 'string') return content.slice(0, limits.maxContentLength);
  }
  return undefined;
}

/** Parsed again for each question, so larger maps are left: their sources are often in files. */
const mostLabelledMapBytes = 4 * 1024 * 1024;

async function answerLabels(codes: readonly AskedCode[]): Promise<(string | undefined)[][]> {
  let last: { readonly file: string; readonly found: FoundMap | undefined } | undefined;
  const answers: (string | undefined)[][] = [];
  for (const { mapped, source, path, positions } of codes) {
    if (mapped !== undefined && last?.file !== mapped) {
      last = { file: mapped, found: await findMap(mapped, mostLabelledMapBytes).catch(() => undefined) };
    }
    const found = mapped === undefined ? undefined : last?.found;
    const content = found && contentIn(found, source);
    const code = content ?? (path === undefined ? '' : await readStart(path).catch(() => ''));
    answers.push(callbackLabels(code, positions));
  }
  return answers;
}

async function readStart(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) return '';
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(limits.maxContentLength), 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function answer(question: MapQuestion): Promise<MapAnswer> {
  const { id } = question;
  if (question.kind === 'content') {
    return { id, content: await contentOf(question.file, question.source).catch(() => undefined) };
  }
  if (question.kind === 'labels') return { id, labels: await answerLabels(question.codes) };
  const files: AnsweredFile[] = [];
  // One after the other: two large maps at once would take twice the memory.
  for (const file of question.files) files.push(await answerFile(file));
  return { id, files };
}

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (question: MapQuestion) => {
  last = last.then(async () => parentPort.postMessage(await answer(question)));
});
