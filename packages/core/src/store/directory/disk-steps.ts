import fs, { type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../code-of.ts';

/** A file-system call that can be made asynchronously or synchronously. */
interface DiskCall {
  inTime(): Promise<unknown>;
  now(): unknown;
}

/**
 * Work on disk that is written once and can be done either way: `inTime`, asynchronously, with the app's turns of the loop
 * in between; or `atOnce`, synchronously, at the end of a process, when there are no more turns.
 */
export type DiskSteps<Result> = Generator<DiskCall, Result, unknown>;

export async function inTime<Result>(steps: DiskSteps<Result>): Promise<Result> {
  let step = steps.next();
  while (!step.done) {
    let answer: unknown;
    try {
      answer = await step.value.inTime();
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

export function atOnce<Result>(steps: DiskSteps<Result>): Result {
  let step = steps.next();
  while (!step.done) {
    let answer: unknown;
    try {
      answer = step.value.now();
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(answer);
  }
  return step.value;
}

type EitherWay<Args extends unknown[], Result> = (...args: Args) => DiskSteps<Result>;

function eitherWay<Args extends unknown[], Result>(
  later: (...args: Args) => Promise<Result>,
  now: (...args: Args) => Result,
): EitherWay<Args, Result> {
  return function* (...args) {
    return (yield { inTime: () => later(...args), now: () => now(...args) }) as Result;
  };
}

const privateFile = { flag: 'wx', mode: 0o600 } as const;

export const stat: EitherWay<[path: string], Stats> = eitherWay(
  (path: string) => fs.promises.stat(path),
  (path: string) => fs.statSync(path),
);
export const lstat: EitherWay<[path: string], Stats> = eitherWay(
  (path: string) => fs.promises.lstat(path),
  (path: string) => fs.lstatSync(path),
);
export const makePrivate: EitherWay<[path: string], void> = eitherWay(
  (path: string) => fs.promises.chmod(path, 0o700),
  (path: string) => fs.chmodSync(path, 0o700),
);
/** Creates a folder in an existing one. */
export const makeSubfolder: EitherWay<[path: string], void> = eitherWay(
  (path: string) => fs.promises.mkdir(path, { mode: 0o700 }),
  (path: string) => fs.mkdirSync(path, { mode: 0o700 }),
);
/**
 * Creates a folder and its missing parents, for this user only; existing ones do not change. Not with Node's `recursive`,
 * which tries again without end in a folder that cannot hold others, as in /proc.
 */
export function* makeFolder(path: string): DiskSteps<void> {
  try {
    yield* makeSubfolder(path);
  } catch (error) {
    if (yield* isFolder(path)) return;
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path) throw error;
    yield* makeFolder(above);
    try {
      yield* makeSubfolder(path);
    } catch (last) {
      // Another process may have created it meanwhile.
      if (!(yield* isFolder(path))) throw last;
    }
  }
}

function* isFolder(path: string): DiskSteps<boolean> {
  try {
    return (yield* stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Writes a file that must not exist yet, for this user only. */
export const writeNew: EitherWay<[path: string, bytes: Uint8Array], void> = eitherWay(
  (path: string, bytes: Uint8Array) => fs.promises.writeFile(path, bytes, privateFile),
  (path: string, bytes: Uint8Array) => fs.writeFileSync(path, bytes, privateFile),
);
export const rename: EitherWay<[from: string, to: string], void> = eitherWay(
  (from: string, to: string) => fs.promises.rename(from, to),
  (from: string, to: string) => fs.renameSync(from, to),
);
export const remove: EitherWay<[path: string], void> = eitherWay(
  (path: string) => fs.promises.unlink(path),
  (path: string) => fs.unlinkSync(path),
);
