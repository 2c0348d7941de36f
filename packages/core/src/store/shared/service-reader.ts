import { systemMillis } from '../../clock.ts';
import type { FileHead } from '../../pprof/file-head.ts';
import { LaterFormatError } from '../../pprof/profile-format-error.ts';
import { readHead } from '../../pprof/read-head.ts';
import { readOwnPprof } from '../../pprof/read-pprof.ts';
import type { Window } from '../../profile/window.ts';
import { summaryOf } from '../../profile/window-summary.ts';
import { reasonOf } from '../../reason-of.ts';
import { DamagedWindowError, type Store, type StoreMark } from '../../store-contract.ts';
import { isNameOf, spanOfName } from './names.ts';
import { spaceProblems } from './space-mark.ts';
import { type UncountedWindow, windowProblems } from './window-problems.ts';

/** A window in a store, as far as it was read. */
export interface FoundWindow {
  readonly name: string;
  readonly bytes: number;
  readonly head: FileHead;
}

/** What was there of a service at one moment. */
export interface StoreLook {
  /** Oldest first, with those that others replace. */
  readonly windows: readonly FoundWindow[];
  /** Everything that began before is cleared: epoch microseconds, or 0. */
  readonly clearedMicros: number;
  /** The latest marks. */
  readonly marks: readonly StoreMark[];
  /** Names of windows that a clear has made invalid, whatever is in them. */
  readonly cleared: readonly string[];
  /** What is wrong there, as sentences. */
  readonly problems: readonly string[];
}

export interface ServiceReader {
  look(): Promise<StoreLook>;
  /** A window; `undefined` when it is gone or damaged. A damaged one is set aside. */
  read(name: string): Promise<Window | undefined>;
}

/** Windows may vanish while others are read, because they are merged. Then it looks again. */
const mostLooks = 5;
const firstBytes = 4 * 1024;
const mostHeadBytes = 4 * 1024 * 1024;

/** Reads the windows of a service. Their heads are cached, because windows never change. */
export function createServiceReader(
  store: Store,
  service: string,
  /** Whether damaged windows are set aside, not only left out. */
  isOwn: boolean,
  onFailure: (error: unknown) => void,
): ServiceReader {
  const known = new Map<string, FoundWindow | UncountedWindow>();

  async function setAside(name: string): Promise<string | undefined> {
    if (!isOwn) return 'it is not this app’s';
    if (store.setAside !== undefined) return await store.setAside(service, name);
    await store.drop(service, [name]);
    return undefined;
  }

  async function discard(name: string, reason: string): Promise<UncountedWindow | undefined> {
    const obstacle = await setAside(name);
    if (obstacle !== undefined)
      return { name, kind: 'stuck', reason: `${reason} It stays there (${obstacle}).` };
    // Without the window's name, so that many such failures are one message with a count.
    onFailure(new Error(`A damaged file in ${store.place(service)} was set aside. ${reason}`));
    return undefined;
  }

  /** @throws what the store itself failed with: that says nothing about a window. */
  async function failed(name: string, error: unknown): Promise<UncountedWindow | 'gone'> {
    if (error instanceof StoreFailure) throw error.cause;
    const reason = reasonOf(error);
    if (error instanceof LaterFormatError) return { name, kind: 'later', reason };
    if (isNamed(error, 'UnreadableWindowError')) return { name, kind: 'unreadable', reason };
    return (await discard(name, reason)) ?? 'gone';
  }

  /** `undefined` when it is gone; without a head when the whole window must be read to get it. */
  async function readBeginning(name: string): Promise<{ bytes: number; head?: FileHead } | undefined> {
    for (let wanted = firstBytes; ; wanted *= 8) {
      const start = await ofStore(store.readStart(service, name, wanted));
      if (start === undefined) return undefined;
      const { totalBytes } = start;
      const head = readHead(start.bytes);
      if (head === 'not there') return { bytes: totalBytes };
      if (head !== 'cut off') return { bytes: totalBytes, head };
      if (wanted >= totalBytes || wanted >= mostHeadBytes)
        throw new DamagedWindowError('The file is cut off.');
    }
  }

  async function load(name: string): Promise<FoundWindow | UncountedWindow | 'gone'> {
    try {
      const beginning = await readBeginning(name);
      const head = beginning && (beginning.head ?? (await headOfWhole(name)));
      if (beginning === undefined || head === undefined) return 'gone';
      const span = spanOfName(name);
      if (span === undefined || !isNameOf(span, head))
        throw new DamagedWindowError('Its name is that of another window.');
      return { name, bytes: beginning.bytes, head };
    } catch (error) {
      return await failed(name, error);
    }
  }

  /** The head of a window that has none, from all of it. */
  async function headOfWhole(name: string): Promise<FileHead | undefined> {
    const bytes = await ofStore(store.read(service, name));
    if (bytes === undefined) return undefined;
    const { window, standsFor } = await readOwnPprof(bytes);
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
    await Promise.all(Array.from({ length: store.readsAtOnce }, loadSome));
    return someGone;
  }

  const uncounted = (): UncountedWindow[] => [...known.values()].filter((found) => 'kind' in found);

  async function lookOnce(): Promise<StoreLook & { readonly someGone: boolean }> {
    const { names, marks, problems } = await store.list(service);
    const clearedMicros = Math.max(
      0,
      ...marks.flatMap(({ kind, atMicros }) => (kind === 'clear' ? atMicros : [])),
    );
    const present = new Set<string>();
    const cleared: string[] = [];
    for (const name of names) {
      const span = spanOfName(name);
      if (span === undefined) continue;
      // For a window that began in the same millisecond, its head decides.
      if ((span.startMillis + 1) * 1000 <= clearedMicros) cleared.push(name);
      else present.add(name);
    }
    for (const [name, found] of known) {
      if (!present.has(name) || ('kind' in found && found.kind === 'unreadable')) known.delete(name);
    }
    const someGone = await loadAll([...present].filter((name) => !known.has(name)));
    const all = new Set(names);
    const windows: FoundWindow[] = [];
    for (const found of known.values()) if ('head' in found) windows.push(withoutGone(found, all));
    for (const window of windows) known.set(window.name, window);
    return {
      windows: windows.sort((a, b) => a.head.startMicros - b.head.startMicros || (a.name < b.name ? -1 : 1)),
      clearedMicros,
      marks,
      cleared,
      problems: [
        ...problems,
        ...spaceProblems(marks, systemMillis() * 1000, store.place(service), store),
        ...windowProblems(store.place(service), uncounted()),
      ],
      someGone,
    };
  }

  async function lookAgain(): Promise<StoreLook> {
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
        const bytes = await ofStore(store.read(service, name));
        if (bytes !== undefined) return (await readOwnPprof(bytes)).window;
        known.delete(name);
      } catch (error) {
        // If the store has failed, so will the next look, which says so.
        const failure = await failed(name, error).catch(() => 'gone' as const);
        if (failure === 'gone') known.delete(name);
        else known.set(name, failure);
      }
      return undefined;
    },
  };
}

/** The store has failed, not a window in it. */
class StoreFailure extends Error {}

/** By its name: a store may come from another copy of this package. */
function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

async function ofStore<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, 'DamagedWindowError') || isNamed(error, 'UnreadableWindowError')) throw error;
    throw new StoreFailure('', { cause: error });
  }
}

/** Names of windows that are long gone would take most of the cache. */
function withoutGone(found: FoundWindow, present: ReadonlySet<string>): FoundWindow {
  const beneath = found.head.beneath.filter((name) => present.has(name));
  return beneath.length === found.head.beneath.length
    ? found
    : { ...found, head: { ...found.head, beneath } };
}
