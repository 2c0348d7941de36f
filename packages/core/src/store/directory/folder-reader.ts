import { promises } from 'node:fs';
import type { Window } from '../../profile/window.ts';
import { summarize } from '../summary.ts';
import type { FileHead, WindowCodec } from './codec.ts';
import { codeOf } from './disk-steps.ts';
import {
  asideFolder,
  isNameOf,
  isTemporaryName,
  readClearedName,
  readFileName,
  readLeaseName,
  serviceFile,
} from './names.ts';
import { NotAWindowError, readStart, readWhole } from './read-file.ts';
import { countAside, setAside } from './set-aside.ts';

/** A window's file that could be read. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly head: FileHead;
}

/** What was in a folder at one moment. */
export interface FolderLook {
  /** Oldest first; also those that other files stand for. */
  readonly files: readonly StoredFile[];
  /** Everything that began before is cleared: epoch microseconds, or 0. */
  readonly clearedMicros: number;
  /** Names of files that are cleared, whatever is in them. */
  readonly cleared: readonly string[];
  readonly temporaries: readonly string[];
  /** Marks of earlier clears, which say nothing any more. */
  readonly oldMarks: readonly string[];
  /** What is wrong with other files, in sentences. */
  readonly problems: readonly string[];
}

export interface FolderReader {
  look(): Promise<FolderLook>;
  /** A file's window; `undefined` when it is gone, or damaged: then it is set aside. */
  read(name: string): Promise<Window | undefined>;
}

/** Files are read two at a time: the app needs the system's threads too. */
const readAtOnce = 2;
/** Files may vanish while others are read, as they are merged: then what they became has to be found. */
const mostLooks = 5;

type Failure = { readonly kind: 'later' | 'unreadable' | 'stuck'; readonly reason: string };

/** Reads a folder of windows. What a file's head says is kept, as files never change. */
export function createFolderReader(
  path: string,
  codec: WindowCodec,
  /** Whether damaged files are set aside, not only left out. */
  isOwn: boolean,
  onFailure: (error: unknown) => void,
): FolderReader {
  const known = new Map<string, StoredFile | Failure>();

  async function discard(name: string, reason: string): Promise<Failure | undefined> {
    const obstacle = isOwn ? await setAside(path, name) : 'it is not this app’s';
    if (obstacle !== undefined) return { kind: 'stuck', reason: `${reason} It stays there (${obstacle}).` };
    onFailure(new Error(`The file ${name} in ${path} was set aside. ${reason}`));
    return undefined;
  }

  async function failed(name: string, error: unknown): Promise<Failure | 'gone'> {
    const code = codeOf(error);
    if (code === 'ENOENT') return 'gone';
    const reason = error instanceof Error ? error.message : String(error);
    if (codec.isLater(error)) return { kind: 'later', reason };
    if (code !== '' && !(error instanceof NotAWindowError)) return { kind: 'unreadable', reason: code };
    return (await discard(name, reason)) ?? 'gone';
  }

  async function load(name: string): Promise<StoredFile | Failure | 'gone'> {
    try {
      const { bytes, head } = await readStart(path, name, codec);
      const span = readFileName(name);
      const told = head ?? (await upgrade(name));
      if (span === undefined || !isNameOf(span, told)) {
        throw new NotAWindowError('Its name is that of another window.');
      }
      return { name, bytes, head: told };
    } catch (error) {
      return await failed(name, error);
    }
  }

  /** What the head would say if the file had one. */
  async function upgrade(name: string): Promise<FileHead> {
    const { window, covers } = await codec.decode(await readWhole(path, name));
    const { id: _id, ...summary } = summarize(window, name);
    return { ...summary, covers };
  }

  /** Gives whether some were gone. */
  async function loadAll(names: readonly string[]): Promise<boolean> {
    let next = 0;
    let someGone = false;
    const loadSome = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        const loaded = await load(name);
        if (loaded === 'gone') someGone = true;
        else known.set(name, loaded);
      }
    };
    await Promise.all(Array.from({ length: readAtOnce }, loadSome));
    return someGone;
  }

  async function lookOnce(): Promise<FolderLook & { readonly someGone: boolean }> {
    const names = await namesIn(path);
    const marks = names.flatMap((name) => readClearedName(name) ?? []);
    const clearedMicros = Math.max(0, ...marks);
    const windows: string[] = [];
    const cleared: string[] = [];
    for (const name of names) {
      const span = readFileName(name);
      // Of one that began in the same millisecond, the head says more.
      if (span !== undefined) ((span.startMillis + 1) * 1000 <= clearedMicros ? cleared : windows).push(name);
    }
    const wanted = new Set(windows);
    for (const [name, file] of known) {
      if (!wanted.has(name) || ('kind' in file && file.kind === 'unreadable')) known.delete(name);
    }
    const someGone = await loadAll(windows.filter((name) => !known.has(name)));
    const files = [...known.values()].filter((file): file is StoredFile => 'head' in file);
    return {
      files: files.sort((a, b) => a.head.startMicros - b.head.startMicros || (a.name < b.name ? -1 : 1)),
      clearedMicros,
      cleared,
      temporaries: names.filter(isTemporaryName),
      oldMarks: names.filter((name) => (readClearedName(name) ?? clearedMicros) < clearedMicros),
      problems: problemsOf(path, names.filter(isForeign), known, await countAside(path)),
      someGone,
    };
  }

  async function lookAgain(): Promise<FolderLook> {
    for (let looks = 1; ; looks++) {
      const { someGone, ...look } = await lookOnce();
      if (!someGone || looks === mostLooks) return look;
    }
  }

  let looking: Promise<unknown> = Promise.resolve();
  return {
    look() {
      // One after the other: each says what is there after it was asked for, and they share what is known.
      const look = looking.then(lookAgain);
      looking = look.catch(() => {});
      return look;
    },
    async read(name) {
      try {
        return (await codec.decode(await readWhole(path, name))).window;
      } catch (error) {
        const failure = await failed(name, error);
        if (failure === 'gone') known.delete(name);
        else known.set(name, failure);
        return undefined;
      }
    },
  };
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await promises.readdir(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function isForeign(name: string): boolean {
  return !(
    name === serviceFile ||
    name === asideFolder ||
    isTemporaryName(name) ||
    readFileName(name) !== undefined ||
    readClearedName(name) !== undefined ||
    readLeaseName(name) !== undefined
  );
}

function problemsOf(
  path: string,
  foreign: readonly string[],
  known: ReadonlyMap<string, StoredFile | Failure>,
  aside: number,
): string[] {
  const failures = [...known].flatMap(([name, file]) => ('kind' in file ? { ...file, name } : []));
  const of = (kind: Failure['kind']) => failures.filter((failure) => failure.kind === kind);
  const [later, unreadable, stuck] = [of('later'), of('unreadable'), of('stuck')];
  const files = (count: number, one: string, many: string): string =>
    count === 1 ? `1 file ${one}` : `${count} files ${many}`;
  return [
    ...(foreign.length === 0
      ? []
      : [
          `In ${path} ${files(foreign.length, 'is', 'are')} not routeprof’s (${shown(foreign[0])}). Nothing is done to what is not its own; keep it elsewhere.`,
        ]),
    ...(later.length === 0
      ? []
      : [
          `In ${path} ${files(later.length, 'was', 'were')} written by a newer routeprof, and cannot be counted here. Update routeprof in this app.`,
        ]),
    ...(aside === 0
      ? []
      : [
          `${files(aside, 'was', 'were')} damaged and set aside in ${path}/${asideFolder}: what was in them is not counted. Remove them when you have seen them.`,
        ]),
    ...(stuck.length === 0
      ? []
      : [
          `In ${path} ${files(stuck.length, 'is', 'are')} damaged and not counted, such as ${stuck[0]?.name}: ${stuck[0]?.reason}`,
        ]),
    ...(unreadable.length === 0
      ? []
      : [
          `In ${path} ${files(unreadable.length, 'cannot be read and is', 'cannot be read and are')} not counted (${unreadable[0]?.reason}). Give this process the right to, or look at the disk.`,
        ]),
  ];
}

function shown(name: string | undefined): string {
  return JSON.stringify((name ?? '').slice(0, 60));
}
