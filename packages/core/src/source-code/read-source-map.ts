// Bundled into the text of the source-map thread, so it imports only files that are in the same text.
import type { Stats } from 'node:fs';

const { closeSync, openSync, readFileSync, readSync, statSync } = process.getBuiltinModule('node:fs');
const { dirname, resolve } = process.getBuiltinModule('node:path');
const { fileURLToPath } = process.getBuiltinModule('node:url');

/** A map as it is in a file; `sections` are maps of parts of the code. */
export interface RawMap {
  readonly mappings?: string;
  readonly sources?: readonly (string | null)[];
  readonly sourceRoot?: string;
  readonly names?: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
  readonly sections?: readonly { readonly offset: CodeOffset; readonly map: RawMap }[];
}
export interface CodeOffset {
  readonly line: number;
  readonly column: number;
}
export interface FoundMap {
  readonly raw: RawMap;
  /** Sources are relative to it. */
  readonly folder: string;
}

export class TooLarge extends Error {}

/**
 * The map that a code file names; `undefined` if it names none, or if the code is in no file. Throws for a map that
 * cannot be read.
 */
export function findMap(file: string, mostBytes: number): FoundMap | undefined {
  const url = mapUrlIn(file, mostBytes);
  if (url === undefined) return undefined;
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(url.slice(0, 200));
  if (inline) {
    const data = url.slice(inline[0].length);
    const text = inline[1] ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data);
    return { raw: parseMap(text, file), folder: dirname(file) };
  }
  const path = resolve(dirname(file), pathOf(decodeURI(url.replace(/\?.*$/, ''))));
  checkSize(path, statSync(path), mostBytes);
  return { raw: parseMap(readFileSync(path, 'utf8'), path), folder: dirname(path) };
}

/** More than the names and sources of any bundle. */
const mostValues = 500_000;

/** Throws for a map that would grow to many times its size: beyond the heap limit, V8 ends the process, not the thread. */
function parseMap(text: string, path: string): RawMap {
  for (let at = 0, values = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = stringEndIn(text, at);
    else if ((char === ',' || char === '[' || char === '{') && ++values > mostValues) {
      throw new TooLarge(
        `The source map in ${path} has more than ${mostValues} values, so its functions are shown where they ran.`,
      );
    }
  }
  return JSON.parse(text.slice(beforeMap.exec(text)?.[0].length));
}

/** A byte order mark, and the line that keeps a page from running the map as a script. */
const beforeMap = /^\uFEFF?(?:\)\]\}'[^\n]*\n)?/;

function stringEndIn(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

function mapUrlIn(file: string, mostBytes: number): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  checkSize(file, found, mostBytes);
  const code = readFileSync(file);
  const at = code.lastIndexOf('sourceMappingURL=');
  if (at < 0) return undefined;
  const end = code.toString('utf8', Math.max(0, at - mostIndent));
  const comment = /\/\/[#@][ \t]+sourceMappingURL=(\S+)/.exec(end);
  return comment && isComments(end, comment.index + comment[0].length) ? comment[1] : undefined;
}

/** So many bytes are read of what is before the name in its comment. */
const mostIndent = 16;
const spaceOrComment = /\s+|\/\/.*|\/\*[\s\S]*?\*\//y;

/** Before more code it would be the text of something else. */
function isComments(code: string, from: number): boolean {
  spaceOrComment.lastIndex = from;
  while (spaceOrComment.lastIndex < code.length) if (!spaceOrComment.test(code)) return false;
  return true;
}

/** Throws for files without an end, or that wait for a writer: pipes, and files that the system makes up, have size 0. */
function checkSize(path: string, found: Stats, mostBytes: number): void {
  if (!found.isFile() || found.size === 0) throw new Error('it is not a file with contents');
  if (found.size <= mostBytes) return;
  const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  throw new TooLarge(
    `${path} has ${mib(found.size)}, so its functions are shown where they ran: source maps are read up to ${mib(mostBytes)}, half of maxMemory.`,
  );
}

/** The start of a file; `''` for a pipe, which would wait for a writer when opened. */
export function readStart(path: string, length: number): string {
  if (!statSync(path).isFile()) return '';
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file://') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

/** The map's sources as absolute paths or URLs; `''` where it has none. */
export function sourcesOf({ sources = [], sourceRoot = '' }: RawMap, folder: string): string[] {
  return sources.map((source) =>
    source === null
      ? ''
      : /^[a-z][a-z0-9+.-]+:\/\//i.test(source)
        ? pathOf(source)
        : resolve(folder, pathOf(sourceRoot), source),
  );
}

/** The maps of all parts, in the order of the code. */
export function partsOf(
  raw: RawMap,
  offset: CodeOffset = { line: 0, column: 0 },
): { raw: RawMap; offset: CodeOffset }[] {
  if (raw.sections === undefined) return [{ raw, offset }];
  return raw.sections.flatMap((section) =>
    partsOf(section.map, {
      line: offset.line + section.offset.line,
      column: section.offset.line === 0 ? offset.column + section.offset.column : section.offset.column,
    }),
  );
}

/** The code of one of its sources that a map contains. */
export function contentIn({ raw: whole, folder }: FoundMap, source: string): string | undefined {
  for (const { raw } of partsOf(whole)) {
    const content = raw.sourcesContent?.[sourcesOf(raw, folder).indexOf(source)];
    if (typeof content === 'string') return content;
  }
  return undefined;
}
