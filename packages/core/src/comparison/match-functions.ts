import type { Frame } from '../sample/stack-tree.ts';
import { fileOriginOf } from '../source-code/origin.ts';

/** It yields after this many frames. */
const framesAtOnce = 1_000;

/** The functions of one profile, and the folder that their files are relative to. */
export interface NamedFrames {
  readonly frames: readonly Frame[];
  readonly appFolder: string;
}

export interface MatchedFunctions {
  /** One frame for each function, the later profile's where it has one. */
  readonly functions: readonly { readonly frame: Frame; readonly isHead: boolean }[];
  /** For each frame of a profile, the number of its function. */
  readonly ofBase: Int32Array;
  readonly ofHead: Int32Array;
}

/**
 * Finds each function again in a profile of another build, by name and file. Lines move, so they decide only between
 * functions with the same name in the same file (mostly `(anonymous)`). If those moved and their number changed too,
 * they cannot be told apart and are compared as one. Yields.
 */
export function* matchFunctions(base: NamedFrames, head: NamedFrames): Generator<void, MatchedFunctions> {
  const groups = new Map<string, Group>();
  for (const [side, { frames, appFolder }] of [
    ['base', base],
    ['head', head],
  ] as const) {
    const files = new Map<string, string>();
    for (const [number, frame] of frames.entries()) {
      let file = files.get(frame.file);
      if (file === undefined) files.set(frame.file, (file = fileOf(frame, appFolder)));
      // With the name's length, a name cannot be taken for a part of a path.
      const key = `${frame.name.length} ${frame.name}${file}`;
      let group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { file, base: new Map(), head: new Map() }));
      const place = `${frame.line}:${frame.column}`;
      const there = group[side].get(place);
      if (there) there.push(number);
      else group[side].set(place, [number]);
      if (number % framesAtOnce === 0) yield;
    }
  }
  const moved = movedFiles([...groups.values()]);
  yield;
  const functions: { frame: Frame; isHead: boolean }[] = [];
  const ofBase = new Int32Array(base.frames.length);
  const ofHead = new Int32Array(head.frames.length);
  for (const group of groups.values()) {
    for (const pair of pairUp(group, moved.has(group.file))) {
      for (const number of pair.base) ofBase[number] = functions.length;
      for (const number of pair.head) ofHead[number] = functions.length;
      const isHead = pair.head.length > 0;
      const frame = isHead ? head.frames[pair.head[0] as number] : base.frames[pair.base[0] as number];
      functions.push({ frame: frame as Frame, isHead });
      if (functions.length % framesAtOnce === 0) yield;
    }
  }
  return { functions, ofBase, ofHead };
}

/** Frames of one name in one file, by place. */
interface Group {
  readonly file: string;
  readonly base: Map<string, number[]>;
  readonly head: Map<string, number[]>;
}

interface Pair {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** Files in which a function with a unique name has moved. */
function movedFiles(groups: readonly Group[]): ReadonlySet<string> {
  return new Set(
    groups
      .filter(
        ({ base, head }) => base.size === 1 && head.size === 1 && [...base.keys()][0] !== [...head.keys()][0],
      )
      .map(({ file }) => file),
  );
}

function pairUp({ base, head }: Group, hasMoved: boolean): Pair[] {
  const inOrder = (side: ReadonlyMap<string, readonly number[]>) =>
    [...side.entries()].sort(([a], [b]) => comparePlaces(a, b)).map(([, numbers]) => numbers);
  if (base.size === 0 || head.size === 0) {
    const only = base.size === 0 ? head : base;
    return inOrder(only).map((numbers) =>
      only === head ? { base: [], head: numbers } : { base: numbers, head: [] },
    );
  }
  if (base.size === 1 && head.size === 1) return [{ base: inOrder(base).flat(), head: inOrder(head).flat() }];
  if (!hasMoved) {
    const places = [...new Set([...base.keys(), ...head.keys()])];
    return places.map((place) => ({ base: base.get(place) ?? [], head: head.get(place) ?? [] }));
  }
  if (base.size === head.size) {
    const after = inOrder(head);
    return inOrder(base).map((numbers, i) => ({ base: numbers, head: after[i] as number[] }));
  }
  return [{ base: inOrder(base).flat(), head: inOrder(head).flat() }];
}

function comparePlaces(a: string, b: string): number {
  const [aLine = 0, aColumn = 0] = a.split(':').map(Number);
  const [bLine = 0, bColumn = 0] = b.split(':').map(Number);
  return aLine - bLine || aColumn - bColumn;
}

function fileOf(frame: Frame, appFolder: string): string {
  return fileOriginOf(frame, appFolder).shortFile.replaceAll('\\', '/');
}
