import { systemMillis } from '../../clock.ts';
import { inTurns } from '../../in-turns.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import type { Digest } from '../../profile/digest.ts';
import type { Window } from '../../profile/window.ts';
import { sortByText } from '../../sort-steps.ts';
import type { Store, StoreMark } from '../../store-contract.ts';
import type { Depth } from '../window-store.ts';
import { compactHead, type KnownSources } from './compact-head.ts';
import { spanOfName } from './names.ts';
import { spaceProblems } from './space-mark.ts';
import { createStoredFiles, type FoundWindow } from './stored-files.ts';
import { type UncountedWindow, windowProblems } from './window-problems.ts';

export type { FoundWindow } from './stored-files.ts';

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
  /** Of a coarse look: windows that count and were left out, because many are not merged yet. */
  readonly unread: number;
}

export interface ServiceReader {
  /** A coarse look does not read the windows that merged ones stand for. */
  look(depth?: Depth): Promise<StoreLook>;
  /** A window; `undefined` when it is gone or damaged. A damaged one is set aside. */
  read(name: string): Promise<Window | undefined>;
  /** Its sums. Of a merged window, only that part is read. */
  readDigest(name: string): Promise<Digest | undefined>;
}

/** Windows may vanish while others are read, because they are merged. Then it looks again. */
const mostLooks = 5;
const mostSources = 10_000;
/** A coarse look leaves out the windows that are not merged when so many in turn are not. */
const coarseBatch = 128;

/** Reads the windows of a service. Their heads are cached, because windows never change. */
export function createServiceReader(
  store: Store,
  service: string,
  /** Whether damaged windows are set aside, not only left out. */
  isOwn: boolean,
  onFailure: (error: unknown) => void,
): ServiceReader {
  const known = new Map<string, FoundWindow | UncountedWindow>();
  const sources: KnownSources = new Map();
  const files = createStoredFiles(store, service, isOwn, onFailure);

  /** Returns whether some were gone. */
  async function loadAll(names: readonly string[]): Promise<boolean> {
    let next = 0;
    let someGone = false;
    const loadSome = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        const loaded = await files.head(name);
        if (loaded === 'gone') someGone = true;
        else
          known.set(name, 'kind' in loaded ? loaded : { ...loaded, head: compactHead(loaded.head, sources) });
      }
    };
    await Promise.all(Array.from({ length: store.readsAtOnce }, loadSome));
    return someGone;
  }

  /** Loads the longest first: those that they stand for need not be loaded. */
  async function loadCoarse(present: ReadonlySet<string>): Promise<{ someGone: boolean; unread: number }> {
    const hidden = new Set<string>();
    /** Returns how many stand for others. */
    function* hideSteps(names: Iterable<string>): Generator<void, number> {
      let merged = 0;
      for (const name of names) {
        const found = known.get(name);
        if (!isMerged(found)) continue;
        merged++;
        for (const below of found.head.covers) hidden.add(below);
        for (const below of found.head.beneath) hidden.add(below);
        yield;
      }
      return merged;
    }
    await inTurns('list windows', hideSteps(present));
    const unknown = [...present].filter((name) => !known.has(name));
    const rest = await inTurns('list windows', sortByText(unknown, longestFirst));
    let someGone = false;
    for (let at = 0; ; ) {
      const batch: string[] = [];
      for (; at < rest.length && batch.length < coarseBatch; at++) {
        const name = rest[at] as string;
        if (!hidden.has(name)) batch.push(name);
      }
      if (await loadAll(batch)) someGone = true;
      const merged = await inTurns('list windows', hideSteps(batch));
      if (batch.length === coarseBatch && merged > 0) continue;
      // Those that are known already need not be read, but they would have to be added up.
      const counts = [...present].filter((name) => !hidden.has(name) && !isMerged(known.get(name))).length;
      return { someGone, unread: counts < coarseBatch ? 0 : counts };
    }
  }

  const uncounted = (): UncountedWindow[] => [...known.values()].filter((found) => 'kind' in found);

  async function lookOnce(depth: Depth): Promise<StoreLook & { readonly someGone: boolean }> {
    const { names, marks, problems } = await store.list(service);
    const clearedMicros = Math.max(
      0,
      ...marks.flatMap(({ kind, atMicros }) => (kind === 'clear' ? atMicros : [])),
    );
    const present = new Set<string>();
    const cleared: string[] = [];
    function* sortNames(): Generator<void, void> {
      for (const name of names) {
        yield;
        const span = spanOfName(name);
        if (span === undefined) continue;
        // For a window that began in the same millisecond, its head decides.
        if ((span.startMillis + 1) * 1000 <= clearedMicros) cleared.push(name);
        else present.add(name);
      }
    }
    await inTurns('list windows', sortNames());
    for (const [name, found] of known) {
      if (!present.has(name) || ('kind' in found && found.kind === 'unreadable')) known.delete(name);
    }
    if (sources.size > mostSources) sources.clear();
    const { someGone, unread } =
      depth === 'coarse'
        ? await loadCoarse(present)
        : { someGone: await loadAll([...present].filter((name) => !known.has(name))), unread: 0 };
    const all = new Set(names);
    function* takeKnown(): Generator<void, FoundWindow[]> {
      const windows: FoundWindow[] = [];
      // While this waits for a turn, a read may find that one is gone.
      for (const found of [...known.values()]) {
        if (!('head' in found)) continue;
        const window = withoutGone(found, all);
        if (known.get(found.name) === found) known.set(found.name, window);
        if (unread === 0 || isMerged(window)) windows.push(window);
        yield;
      }
      return yield* sortByText(windows, oldestFirst);
    }
    return {
      windows: await inTurns('list windows', takeKnown()),
      clearedMicros,
      marks,
      cleared,
      problems: [
        ...problems,
        ...spaceProblems(marks, systemMillis() * 1000, store.place(service), store),
        ...windowProblems(store.place(service), uncounted()),
      ],
      unread,
      someGone,
    };
  }

  async function lookAgain(depth: Depth): Promise<StoreLook> {
    for (let looks = 1; ; looks++) {
      const { someGone, ...look } = await lookOnce(depth);
      if (!someGone || looks === mostLooks) return look;
    }
  }

  /** If the store has failed, so will the next look, which says so. */
  async function read<Result extends Window | Digest>(
    name: string,
    reading: Promise<Result | UncountedWindow | 'gone'>,
  ): Promise<Result | undefined> {
    const found = await reading.catch(() => 'gone' as const);
    if (found !== 'gone' && !('kind' in found)) return found;
    if (found === 'gone') known.delete(name);
    else known.set(name, found);
    return undefined;
  }

  // Each look begins after it was asked for, and they share the cache.
  const inOrder = oneAtATime();
  return {
    look: (depth = 'fine') => inOrder(() => lookAgain(depth)),
    read: (name) => read(name, files.window(name)),
    async readDigest(name) {
      const found = known.get(name);
      return found === undefined || 'kind' in found ? undefined : await read(name, files.digest(found));
    },
  };
}

function isMerged(found: FoundWindow | UncountedWindow | undefined): found is FoundWindow {
  return found !== undefined && 'head' in found && found.head.covers.length > 0;
}

/** Texts for sorting. */
function longestFirst(name: string): string {
  const { startMillis, endMillis } = spanOfName(name) ?? { startMillis: 0, endMillis: 0 };
  return `${digits(Number.MAX_SAFE_INTEGER - Math.max(0, endMillis - startMillis))} ${name}`;
}

function oldestFirst({ name, head }: FoundWindow): string {
  return `${digits(head.startMicros)} ${name}`;
}

/** Numbers with as many digits are in the order of their texts. */
function digits(number: number): string {
  return String(number).padStart(16, '0');
}

/** Names of windows that are long gone would take most of the cache. */
function withoutGone(found: FoundWindow, present: ReadonlySet<string>): FoundWindow {
  const beneath = found.head.beneath.filter((name) => present.has(name));
  return beneath.length === found.head.beneath.length
    ? found
    : { ...found, head: { ...found.head, beneath } };
}
