import { realpath } from 'node:fs/promises';
import type { Frame } from '../sample/stack-tree.ts';
import { createFunctionLabels, type LabelledFrame, type Readable } from './function-labels.ts';
import { createKnownPositions } from './known-positions.ts';
import { loadedMap } from './loaded-maps.ts';
import { shownFor } from './origin.ts';
import {
  firstLines,
  isAbsolutePath,
  isCodeFile,
  isWithin,
  mostShownBytes,
  packageFolder,
  readLines,
} from './source-files.ts';
import type { AskedPosition, WrittenPosition } from './source-map-messages.ts';
import { createSourceMaps } from './source-maps.ts';

/**
 * Reads the code that a frame names, as far as it may be shown.
 *
 * @param frame As V8 names it; `position` is the same frame in the original source.
 * @returns the lines from the first one on, perhaps not to the end; or a sentence that says why there are none.
 */
export type ReadSource = (frame: Frame, position: Frame) => Promise<readonly string[] | string>;

/** Finds positions in the original source, through source maps, for frames of files that have one. */
export interface SourcePositions {
  /** The frames, each replaced by its original position where a map gives one; those without a name have a label. */
  resolve(frames: readonly Frame[]): Promise<readonly LabelledFrame[]>;
  /**
   * The code of a frame, from its source map, else from its file. Only code files are read: those that run, and those
   * that their maps name in the app or in the same package. Nothing in a query becomes a path.
   */
  readSource: ReadSource;
}

/** How many files are remembered that have no map, or one that cannot be read. */
const mostFiles = 2_000;
/** How many positions are cached: as many as functions are sampled at most. They take some 10 MB. */
const mostPositions = 32_768;

export interface SourcePositionsOptions {
  /** Maps of all packages may lead into it. */
  readonly appFolder: string;
  /** Bytes of memory for reading maps. */
  readonly maxMemory: number;
  onFailure(error: unknown): void;
}

/** Only files that appear as frames are read, and the maps that they name. */
export function createSourcePositions({
  appFolder,
  maxMemory,
  onFailure,
}: SourcePositionsOptions): SourcePositions {
  const maps = createSourceMaps({
    maxFileBytes: maxMemory / 2,
    maxKeptBytes: maxMemory / 2,
    maxContentLength: mostShownBytes + 1,
    // While a map is read, its text is in memory up to three times, with two bytes for each character.
    maxHeapMib: 64 + (4 * maxMemory) / 1024 / 1024,
    onFailure,
  });
  const known = createKnownPositions(mostPositions);
  const withoutMap = new Set<string>();
  const labels = createFunctionLabels(
    (codes) => maps.labels(codes),
    (path, ran) => readablePath(path, ran, appFolder),
  );

  const mayHaveMap = (file: string): boolean => isAbsolutePath(file) && !withoutMap.has(file);

  /** The frames to show for those of one file; `undefined` without a map. */
  async function find(file: string, frames: readonly Frame[]): Promise<Frame[] | undefined> {
    const answer = await maps.positions(file, frames.map(askedPosition));
    switch (answer.kind) {
      case 'mapped':
        return frames.map((frame, i) => shownFor(frame, written(frame, answer.positions[i])));
      case 'unmapped': {
        const positionOf = loadedMap(file);
        return positionOf && frames.map((frame) => shownFor(frame, positionOf(frame)));
      }
      // Node is not asked, because it would read on the event loop what was too much for the thread.
      case 'unread':
        if (answer.problem !== undefined) onFailure(new Error(answer.problem));
        return undefined;
    }
  }

  /** One file after the other, so that a large map is alone in memory. */
  async function lookUp(frames: readonly Frame[]): Promise<Frame[]> {
    const found = frames.map((frame) => known.get(frame));
    const unknown = new Map<string, number[]>();
    frames.forEach(({ file }, i) => {
      if (found[i] !== undefined || !mayHaveMap(file)) return;
      const others = unknown.get(file);
      if (others) others.push(i);
      else unknown.set(file, [i]);
    });
    for (const [file, indices] of unknown) {
      const asked = indices.map((i) => frames[i] as Frame);
      const shown = await find(file, asked);
      if (shown === undefined) {
        if (withoutMap.size >= mostFiles) withoutMap.clear();
        withoutMap.add(file);
        continue;
      }
      known.add(file, asked, shown);
      indices.forEach((i, at) => {
        found[i] = shown[at];
      });
    }
    return frames.map((frame, i) => found[i] ?? frame);
  }

  return {
    async resolve(frames) {
      return await labels.label(frames, await lookUp(frames), mayHaveMap);
    },
    async readSource({ file }, position) {
      if (position.file === '') return 'This is native code: it has no source here.';
      if (position.file.startsWith('node:')) return 'This is Node’s own code: it is in no file here.';
      const contained = mayHaveMap(file) ? await maps.content(file, position.file) : undefined;
      if (contained !== undefined) return firstLines(contained);
      if (!isAbsolutePath(position.file)) return 'This code is in no file that could be shown.';
      return await readCode(position.file, file, appFolder).catch(
        () => 'The file cannot be read: it is not where it was when the app was built or started.',
      );
    },
  };
}

function askedPosition({ name, line, column }: Frame): AskedPosition {
  return { line: Math.max(0, line - 1), column: Math.max(0, column - 1), nameLength: name.length };
}

function written(frame: Frame, position: WrittenPosition | undefined): Frame {
  if (position === undefined) return frame;
  const { name, file, line, column } = position;
  return { name: name || frame.name, file, line: line + 1, column: column + 1 };
}

/** The code in the file at `path`, to which the source map of `ran` leads unless they are the same. */
async function readCode(path: string, ran: string, appFolder: string): Promise<readonly string[] | string> {
  const readable = await readablePath(path, ran, appFolder);
  return 'refused' in readable ? readable.refused : await readLines(readable.file);
}

async function readablePath(path: string, ran: string, appFolder: string): Promise<Readable> {
  // A link's name says nothing about its target.
  const file = await realpath(path);
  if (!isCodeFile(file)) {
    return { refused: 'This leads to a file that is not known as code, so it is not shown.' };
  }
  if (path !== ran && !(await isNear(file, ran, appFolder))) {
    return {
      refused: 'The source map leads out of the app and out of its own package, so the file is not shown.',
    };
  }
  return { file };
}

async function isNear(file: string, ran: string, appFolder: string): Promise<boolean> {
  if (isWithin(file, await realpath(appFolder))) return true;
  const own = await packageFolder(await realpath(ran));
  return own !== undefined && isWithin(file, own);
}
