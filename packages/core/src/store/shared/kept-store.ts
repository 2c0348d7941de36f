import { reasonOf } from '../../reason-of.ts';
import type { Store } from '../../store-contract.ts';
import type { StoreListing, WindowReader } from '../window-store.ts';
import { joinListings } from './lister.ts';
import { spanOfName } from './names.ts';
import { createServiceLists } from './service-lists.ts';

export interface KeptStore extends WindowReader {
  /** The service that is meant without a name: the one with the newest window. */
  readonly service: string;
  close(): Promise<void>;
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
  const problems = new Map<string, string>();
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
  let last = { windows: 0, bytes: 0 };

  async function listOne(name: string): Promise<StoreListing> {
    try {
      const listing = await lists.list(name);
      last = { windows: listing.windows.length, bytes: listing.bytes };
      problems.set(name, listing.problems.join(' '));
      return listing;
    } catch (error) {
      problems.set(name, reasonOf(error));
      return { windows: [], clearedMicros: 0 };
    }
  }
  return {
    service,
    async list(wanted = '') {
      if (wanted !== '*') return await listOne(wanted || service);
      const listings: StoreListing[] = [];
      for (const name of await services()) listings.push(await listOne(name));
      return joinListings(listings);
    },
    evidence: async (wanted = '') =>
      await lists.evidence(wanted === '*' ? await services() : [wanted || service]),
    services,
    stamp: async () => await store.stamp(await services()).catch(() => 'away'),
    status: () => ({
      kind: store.kind,
      place: store.place(service),
      ...last,
      problems: [...problems.values()].filter(Boolean),
    }),
    async close() {
      lists.close();
      await store.close();
    },
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
