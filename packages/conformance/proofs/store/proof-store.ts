import { mergeInSlices } from '../../../core/src/profile/merge-in-slices.ts';
import type { Window } from '../../../core/src/profile/window.ts';
import { finestOf } from '../../../core/src/store/choice.ts';
import { directoryStore } from '../../../core/src/store/directory/directory-store.ts';
import {
  createSharedWindows,
  type SharedWindowsOptions,
} from '../../../core/src/store/shared/shared-windows.ts';
import type { StoredWindow, StoreListing, WindowStore } from '../../../core/src/store/window-store.ts';

export const service = 'proof';
const maxNodes = 20_000;

/** A `retention` of seconds instead of hours, so that files are merged all the time. */
export const fastLadder: SharedWindowsOptions['ladder'] = [
  { everyMillis: 20, forMillis: 200 },
  { everyMillis: 200, forMillis: 1_000 },
  { everyMillis: 1_000, forMillis: 5_000 },
  { everyMillis: 120_000, forMillis: 1e9 },
];
export const fastPace: NonNullable<SharedWindowsOptions['pace']> = {
  passMillis: 30,
  lagMillis: 20,
  settleMillis: 500,
  leaseMillis: 2_000,
};
/** For a store that only reads: it merges and removes nothing. */
export const idlePace: NonNullable<SharedWindowsOptions['pace']> = {
  passMillis: 1e9,
  lagMillis: 1e9,
  settleMillis: 1e9,
  leaseMillis: 1e9,
};

export function openProofStore(
  dir: string,
  onFailure: (error: unknown) => void,
  given: Partial<SharedWindowsOptions> = {},
): WindowStore {
  return createSharedWindows({
    store: directoryStore(dir, { maxBytes: 10 * 1024 * 1024 * 1024 }),
    service,
    ladder: fastLadder,
    maxNodes,
    maxBytes: 64 * 1024 * 1024,
    flushMillis: 1_000,
    pace: idlePace,
    now: () => Date.now() * 1000,
    run: (work) => work(),
    onFailure,
    ...given,
  });
}

export interface View {
  readonly window: Window;
  readonly listing: StoreListing;
  /** How often a listed file had been merged into another before it was read. */
  readonly again: number;
}

const mostTries = 20;
/** The largest number of windows in memory at once. */
const windowsAtOnce = 64;

/** Everything in a store, added up, as for the page. */
export async function viewStore(store: WindowStore): Promise<View> {
  for (let again = 0; ; again++) {
    const listing = await store.list();
    const window = await sumOf(listing);
    if (window !== undefined) return { window, listing, again };
    if (again === mostTries) throw new Error(`files were gone ${mostTries} times when they were to be read`);
  }
}

/** What is wrong with the finer windows: they must have the same requests. */
export function wrongParts({ windows }: StoreListing): string[] {
  const sum = (some: readonly StoredWindow[]): number =>
    some.reduce((requests, window) => requests + window.requests, 0);
  const [all, finest] = [sum(windows), sum(finestOf(windows))];
  return all === finest ? [] : [`${all} requests are ${finest} in the finest windows`];
}

/** The sum of all windows; `undefined` if one of them has been deleted. */
async function sumOf({ windows }: StoreListing): Promise<Window | undefined> {
  let sum = await mergeInSlices([], maxNodes);
  for (let from = 0; from < windows.length; from += windowsAtOnce) {
    const some: Window[] = [];
    for (const stored of windows.slice(from, from + windowsAtOnce)) {
      const window = await stored.read();
      if (window === undefined) return undefined;
      some.push(window);
    }
    sum = await mergeInSlices(from === 0 ? some : [sum, ...some], maxNodes);
  }
  return sum;
}
