import { readFile, realpath, stat } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { dirname, resolve } from 'node:path';
import { type Frame, fileOf } from '../sample/stack-tree.ts';
import {
  firstLines,
  isAbsolutePath,
  isCodeFile,
  isWithin,
  packageFolder,
  readLines,
} from './source-files.ts';
import type { ReadSource } from './source-text.ts';

/** Finds the positions that people wrote, through source maps, for frames of files that have one. */
export interface SourcePositions {
  /** The frames, each replaced by its original position where a map gives one. */
  resolve(frames: readonly Frame[]): Promise<readonly Frame[]>;
  /**
   * The code of a frame: what its source map holds of it, else its file. Only files of code are read: those that run,
   * and those that their maps name in the app or in the same package. Nothing that a query says becomes a path.
   */
  readSource: ReadSource;
}

const largestFileBytes = 20 * 1024 * 1024;
const mostFiles = 2_000;

/**
 * Only files that appear as frames are read, and the maps that they name.
 *
 * @param appFolder maps of all packages may lead into it.
 */
export function createSourcePositions(appFolder: string): SourcePositions {
  const maps = new Map<string, Promise<SourceMap | undefined>>();
  const resolved = new Map<Frame, Frame>();

  const mapOf = (file: string): Promise<SourceMap | undefined> => {
    let map = maps.get(file);
    if (map === undefined) {
      map = maps.size < mostFiles ? loadMap(file).catch(() => undefined) : Promise.resolve(undefined);
      maps.set(file, map);
    }
    return map;
  };

  return {
    async resolve(frames) {
      const loaded = new Map<string, SourceMap | undefined>();
      for (const file of new Set(frames.map((frame) => frame.file))) {
        if (isAbsolutePath(file)) loaded.set(file, await mapOf(file));
      }
      return frames.map((frame) => {
        const map = loaded.get(frame.file);
        if (map === undefined) return frame;
        let position = resolved.get(frame);
        if (position === undefined) {
          position = original(frame, map);
          resolved.set(frame, position);
        }
        return position;
      });
    },
    async readSource({ file }, position) {
      if (position.file === '') return 'This is native code: it has no source here.';
      if (position.file.startsWith('node:')) return 'This is Node’s own code: it is in no file here.';
      const map = isAbsolutePath(file) ? await mapOf(file) : undefined;
      const contained = map && contentOf(map, position.file);
      if (contained !== undefined) return firstLines(contained);
      if (!isAbsolutePath(position.file)) return 'This code is in no file that could be shown.';
      return await readCode(position.file, file, appFolder).catch(
        () => 'The file cannot be read: it is not where it was when the app was built or started.',
      );
    },
  };
}

/** The code in the file at `path`, to which the source map of `ran` leads unless they are the same. */
async function readCode(path: string, ran: string, appFolder: string): Promise<readonly string[] | string> {
  // A link's name says nothing of what it leads to.
  const file = await realpath(path);
  if (!isCodeFile(file)) return 'This leads to a file that is not known as code, so it is not shown.';
  if (path !== ran && !(await isNear(file, ran, appFolder))) {
    return 'The source map leads out of the app and out of its own package, so the file is not shown.';
  }
  return await readLines(file);
}

async function isNear(file: string, ran: string, appFolder: string): Promise<boolean> {
  if (isWithin(file, await realpath(appFolder))) return true;
  const own = await packageFolder(await realpath(ran));
  return own !== undefined && isWithin(file, own);
}

/** A map may carry its sources with it. */
function contentOf({ payload }: SourceMap, file: string): string | undefined {
  const index = payload.sources.findIndex((source) => source === file || fileOf(source ?? '') === file);
  const content = payload.sourcesContent?.[index];
  return typeof content === 'string' ? content : undefined;
}

async function loadMap(file: string): Promise<SourceMap | undefined> {
  const code = await readText(file);
  const url = /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(code.slice(-100_000))?.[1];
  if (url === undefined) return undefined;
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  const text = inline
    ? inline[1]
      ? Buffer.from(inline[2] as string, 'base64').toString('utf8')
      : decodeURIComponent(inline[2] as string)
    : await readText(resolve(dirname(file), fileOf(decodeURI(url))));
  const payload = JSON.parse(text);
  // Sources are relative to the map, which is beside the code or inside it.
  const folder = dirname(inline ? file : resolve(dirname(file), fileOf(decodeURI(url))));
  payload.sources = payload.sources.map((source: string | null) =>
    source === null
      ? null
      : /^[a-z]+:\/\//i.test(source)
        ? fileOf(source)
        : resolve(folder, payload.sourceRoot ?? '', source),
  );
  payload.sourceRoot = '';
  return new SourceMap(payload);
}

/** Throws for what has no end or waits for somebody to write: of a pipe, and of what the system makes up, the size is 0. */
async function readText(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile() || found.size === 0) throw new Error('this is no file with contents');
  if (found.size > largestFileBytes) throw new Error('the file is too large');
  return readFile(path, 'utf8');
}

function original(frame: Frame, map: SourceMap): Frame {
  const entry = map.findEntry(Math.max(0, frame.line - 1), Math.max(0, frame.column - 1));
  if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return frame;
  return {
    name: frame.name,
    file: fileOf(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}
