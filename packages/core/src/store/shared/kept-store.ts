import { reasonOf } from '../../reason-of.ts';
import type { Store } from '../../store-contract.ts';
import type { Depth, StoreListing, WindowReader } from '../window-store.ts';
import { type Listing, listAll } from './lister.ts';
import { spanOfName } from './names.ts';
import { createProblems } from './problems.ts';
import { createServiceLists } from './service-lists.ts';

export interface KeptStore extends WindowReader {
  /** The service that is meant without a name: the one with the newest window. */
  readonly service: string;
  close(): void;
}

/**
 * What apps have measured, without the app: only read, and left as it is.
 *
 * @param wanted Of the services in the store, those to show.
 * @returns `undefined` where there are no measurements.
 */
export async function openKeptStore(
  store: Store,
  wanted: (service: string) => boolean = () => true,
): Promise<KeptStore | undefined> {
  const problems = createProblems(() => {});
  let last: Pick<Listing, 'problems' | 'bytes'> & { windows: number } = {
    problems: [],
    bytes: 0,
    windows: 0,
  };
  const lists = createServiceLists(store, () => {});
  const found = async (): Promise<readonly string[]> => (await store.services()).filter(wanted);
  const service = await newestOf(store, await found());
  if (service === undefined) return undefined;
  let names: readonly string[] = [service];
  /** If the store does not answer, its last answer counts, and lists say so. */
  const services = async (): Promise<readonly string[]> => {
    names = await found().catch(() => names);
    return names;
  };
  async function listOne(name: string, depth: Depth): Promise<StoreListing> {
    try {
      const listing = await lists.list(name, depth);
      // A coarse list does not know of all, but of most.
      if (depth === 'fine' || last.windows === 0)
        last = { ...listing, windows: listing.windows.length + listing.unread };
      problems.settle(name);
      return listing;
    } catch (error) {
      problems.say(name, reasonOf(error), error);
      return { windows: [], clearedMicros: 0, missing: [], unread: 0, decisions: [] };
    }
  }
  return {
    service,
    async list(wanted = '', depth = 'fine') {
      if (wanted !== '*') return await listOne(wanted || service, depth);
      return await listAll(await services(), (name) => listOne(name, depth));
    },
    evidence: async (wanted = '') =>
      await lists.evidence(wanted === '*' ? await services() : [wanted || service]),
    services,
    stamp: async () => await store.stamp(await services()).catch(() => 'away'),
    status: () => ({
      kind: store.kind,
      place: store.place(service),
      windows: last.windows,
      bytes: last.bytes,
      problems: [...problems.list(), ...last.problems],
    }),
    close: lists.close,
  };
}

async function newestOf(store: Store, names: readonly string[]): Promise<string | undefined> {
  let newest: { readonly name: string; readonly endMillis: number } | undefined;
  for (const name of names) {
    const contents = await store.list(name).catch(() => undefined);
    let endMillis = 0;
    for (const window of contents?.names ?? [])
      endMillis = Math.max(endMillis, spanOfName(window)?.endMillis ?? 0);
    if (newest === undefined || endMillis > newest.endMillis) newest = { name, endMillis };
  }
  return newest?.name;
}
