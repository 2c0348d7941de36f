import { promises } from 'node:fs';
import type { FileHead } from '../../pprof/file-head.ts';
import { LaterFormatError } from '../../pprof/profile-format-error.ts';
import { readOwnPprof } from '../../pprof/read-pprof.ts';
import type { Window } from '../../profile/window.ts';
import { summaryOf } from '../../profile/window-summary.ts';
import { reasonOf } from '../../reason-of.ts';
import { codeOf } from './disk-steps.ts';
import { folderProblems, type UncountedFile } from './folder-problems.ts';
import { isNameOf, isTemporaryName, readClearedName, readFileName } from './names.ts';
import { NotAWindowError, readStart, readWhole } from './read-file.ts';
import { countAside, setAside } from './set-aside.ts';

/** A window's file, as far as it was read. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly head: FileHead;
}

/** What was in a folder at one moment. */
export interface FolderLook {
  /** Oldest first, with those that other files replace. */
  readonly files: readonly StoredFile[];
  /** Everything that began before is cleared: epoch microseconds, or 0. */
  readonly clearedMicros: number;
  /** Names of files that a clear has made invalid, whatever is in them. */
  readonly cleared: readonly string[];
  readonly temporaries: readonly string[];
  /** Marks of earlier clears, which a later one makes superfluous. */
  readonly oldMarks: readonly string[];
  /** Problems with other files, as sentences. */
  readonly problems: readonly string[];
}

export interface FolderReader {
  look(): Promise<FolderLook>;
  /** A file's window; `undefined` when it is gone or damaged. A damaged file is set aside. */
  read(name: string): Promise<Window | undefined>;
}

/** How many files are read at a time: the app needs the system's threads too. */
const readAtOnce = 2;
/** Files may vanish while others are read, because they are merged. The folder is then read again. */
const mostLooks = 5;

/** Reads a folder of windows. The heads of files are cached, because files never change. */
export function createFolderReader(
  path: string,
  /** Whether damaged files are set aside, not only left out. */
  isOwn: boolean,
  onFailure: (error: unknown) => void,
): FolderReader {
  const known = new Map<string, StoredFile | UncountedFile>();

  async function discard(name: string, reason: string): Promise<UncountedFile | undefined> {
    const obstacle = isOwn ? await setAside(path, name) : 'it is not this app’s';
    if (obstacle !== undefined)
      return { name, kind: 'stuck', reason: `${reason} It stays there (${obstacle}).` };
    // Without the file's name, so that many such failures are one message with a count.
    onFailure(new Error(`A damaged file in ${path} was set aside. ${reason}`));
    return undefined;
  }

  async function failed(name: string, error: unknown): Promise<UncountedFile | 'gone'> {
    const code = codeOf(error);
    if (code === 'ENOENT') return 'gone';
    const reason = reasonOf(error);
    if (error instanceof LaterFormatError) return { name, kind: 'later', reason };
    if (code !== '' && !(error instanceof NotAWindowError)) return { name, kind: 'unreadable', reason: code };
    return (await discard(name, reason)) ?? 'gone';
  }

  async function load(name: string): Promise<StoredFile | UncountedFile | 'gone'> {
    try {
      const { bytes, head } = await readStart(path, name);
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

  /** The head of a file that has none, from its window. */
  async function upgrade(name: string): Promise<FileHead> {
    const { window, standsFor } = await readOwnPprof(await readWhole(path, name));
    const { id: _id, ...summary } = summaryOf(window, name);
    return { ...summary, ...standsFor };
  }

  /** Returns whether some were gone. */
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

  const uncounted = (): UncountedFile[] => [...known.values()].filter((file) => 'kind' in file);

  async function lookOnce(): Promise<FolderLook & { readonly someGone: boolean }> {
    const names = await namesIn(path);
    const marks = names.flatMap((name) => readClearedName(name) ?? []);
    const clearedMicros = Math.max(0, ...marks);
    const windows: string[] = [];
    const cleared: string[] = [];
    for (const name of names) {
      const span = readFileName(name);
      // For a window that began in the same millisecond, its head decides.
      if (span !== undefined) ((span.startMillis + 1) * 1000 <= clearedMicros ? cleared : windows).push(name);
    }
    const wanted = new Set(windows);
    for (const [name, file] of known) {
      if (!wanted.has(name) || ('kind' in file && file.kind === 'unreadable')) known.delete(name);
    }
    const someGone = await loadAll(windows.filter((name) => !known.has(name)));
    const present = new Set(names);
    const files: StoredFile[] = [];
    for (const file of known.values()) if ('head' in file) files.push(withoutGone(file, present));
    for (const file of files) known.set(file.name, file);
    return {
      files: files.sort((a, b) => a.head.startMicros - b.head.startMicros || (a.name < b.name ? -1 : 1)),
      clearedMicros,
      cleared,
      temporaries: names.filter(isTemporaryName),
      oldMarks: names.filter((name) => (readClearedName(name) ?? clearedMicros) < clearedMicros),
      problems: folderProblems(path, names, uncounted(), await countAside(path), clearedMicros),
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
      // One after the other: each look begins after it was asked for, and they share the cache.
      const look = looking.then(lookAgain);
      looking = look.catch(() => {});
      return look;
    },
    async read(name) {
      try {
        return (await readOwnPprof(await readWhole(path, name))).window;
      } catch (error) {
        const failure = await failed(name, error);
        if (failure === 'gone') known.delete(name);
        else known.set(name, failure);
        return undefined;
      }
    },
  };
}

/** Names of files that are long gone would take most of the cache. */
function withoutGone(file: StoredFile, present: ReadonlySet<string>): StoredFile {
  const beneath = file.head.beneath.filter((name) => present.has(name));
  return beneath.length === file.head.beneath.length ? file : { ...file, head: { ...file.head, beneath } };
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await promises.readdir(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}
