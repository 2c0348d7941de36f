import { createPace, turnsInOrder } from '../../in-turns.ts';
import type { FileHead } from '../../pprof/file-head.ts';
import { LaterFormatError } from '../../pprof/profile-format-error.ts';
import { readDigest } from '../../pprof/read-digest.ts';
import { readHead } from '../../pprof/read-head.ts';
import { readOwnPprof } from '../../pprof/read-pprof.ts';
import { type Digest, digestOf } from '../../profile/digest.ts';
import type { Window } from '../../profile/window.ts';
import { summaryOf } from '../../profile/window-summary.ts';
import { reasonOf } from '../../reason-of.ts';
import { DamagedWindowError, type Store } from '../../store-contract.ts';
import { isNameOf, spanOfName } from './names.ts';
import type { UncountedWindow } from './window-problems.ts';

/** A window in a store, as far as it was read. */
export interface FoundWindow {
  readonly name: string;
  readonly bytes: number;
  readonly head: FileHead;
}

/** Reads single windows of a service. Damaged ones are set aside. */
export interface StoredFiles {
  head(name: string): Promise<FoundWindow | UncountedWindow | 'gone'>;
  window(name: string): Promise<Window | UncountedWindow | 'gone'>;
  /** What `digestOf` makes of it. Reads only that part where there is one. */
  digest(found: FoundWindow): Promise<Digest | UncountedWindow | 'gone'>;
}

/** Reads end together, also those of several services, and would be decoded in one turn of the loop. */
const decode = turnsInOrder();
const paced = createPace();

const firstBytes = 4 * 1024;
const mostHeadBytes = 4 * 1024 * 1024;

export function createStoredFiles(
  store: Store,
  service: string,
  /** Whether damaged windows are set aside, not only left out. */
  isOwn: boolean,
  onFailure: (error: unknown) => void,
): StoredFiles {
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
  async function attempt<Result>(
    name: string,
    read: () => Promise<Result | undefined>,
  ): Promise<Result | UncountedWindow | 'gone'> {
    try {
      return (await read()) ?? 'gone';
    } catch (error) {
      if (error instanceof StoreFailure) throw error.cause;
      const reason = reasonOf(error);
      if (error instanceof LaterFormatError) return { name, kind: 'later', reason };
      if (isNamed(error, 'UnreadableWindowError')) return { name, kind: 'unreadable', reason };
      return (await discard(name, reason)) ?? 'gone';
    }
  }

  /** `undefined` when it is gone; without a head when the whole window must be read to get it. */
  async function readBeginning(name: string): Promise<{ bytes: number; head?: FileHead } | undefined> {
    for (let wanted = firstBytes; ; wanted *= 16) {
      const start = await ofStore(store.readStart(service, name, wanted));
      if (start === undefined) return undefined;
      const { totalBytes } = start;
      const head = await paced('list windows', () => readHead(start.bytes));
      if (head === 'not there') return { bytes: totalBytes };
      if (head !== 'cut off') return { bytes: totalBytes, head };
      if (wanted >= totalBytes || wanted >= mostHeadBytes)
        throw new DamagedWindowError('The file is cut off.');
    }
  }

  async function readWhole(name: string): Promise<Awaited<ReturnType<typeof readOwnPprof>> | undefined> {
    const bytes = await ofStore(store.read(service, name));
    return bytes && (await readOwnPprof(bytes, decode));
  }

  /** The head of a window that has none, from all of it. */
  async function headOfWhole(name: string): Promise<FileHead | undefined> {
    const whole = await readWhole(name);
    if (whole === undefined) return undefined;
    const { id: _id, ...summary } = summaryOf(whole.window, name);
    return { ...summary, ...whole.standsFor };
  }

  async function readPart(
    name: string,
    head: FileHead,
    { start, end }: NonNullable<FileHead['digest']>,
  ): Promise<Digest | undefined> {
    const beginning = await ofStore(store.readStart(service, name, end));
    return beginning && (await readDigest(beginning.bytes.subarray(start, end), head, decode));
  }

  return {
    head: (name) =>
      attempt(name, async () => {
        const beginning = await readBeginning(name);
        const head = beginning && (beginning.head ?? (await headOfWhole(name)));
        if (beginning === undefined || head === undefined) return undefined;
        const span = spanOfName(name);
        if (span === undefined || !isNameOf(span, head))
          throw new DamagedWindowError('Its name is that of another window.');
        return { name, bytes: beginning.bytes, head };
      }),
    window: (name) => attempt(name, async () => (await readWhole(name))?.window),
    digest: ({ name, head }) =>
      attempt(name, async () => {
        // An earlier release may have copied what a head says of a digest, and not the digest.
        const digest = head.digest && (await readPart(name, head, head.digest).catch(ofStoreOnly));
        if (digest !== undefined) return digest;
        const whole = await readWhole(name);
        return whole && digestOf(whole.window);
      }),
  };
}

/** The store has failed, not a window in it. */
class StoreFailure extends Error {}

function ofStoreOnly(error: unknown): undefined {
  if (error instanceof StoreFailure) throw error;
  return undefined;
}

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
