import { clearTimeout, setTimeout, systemMillis, unref } from '../../clock.ts';
import type { Store } from '../../store-contract.ts';
import { type Evidence, readEvidence } from '../evidence.ts';
import type { Depth } from '../window-store.ts';
import { type Listing, listService } from './lister.ts';
import { createServiceReader, type ServiceReader } from './service-reader.ts';

/** Reads services that other processes write. */
export interface ServiceLists {
  list(service: string, depth: Depth): Promise<Listing>;
  evidence(services: readonly string[]): Promise<readonly Evidence[]>;
  /** Names of all services, sorted. */
  services(): Promise<readonly string[]>;
  close(): void;
}

/** While somebody looks at other services, they are asked for again within this time. */
const keptMillis = 60_000;

export function createServiceLists(store: Store, onFailure: (error: unknown) => void): ServiceLists {
  const readers = new Map<string, ServiceReader>();
  let forget: NodeJS.Timeout | undefined;
  return {
    async list(service, depth) {
      // Readers take memory, for any name that is asked for, so they are dropped after a while.
      clearTimeout(forget);
      forget = unref(setTimeout(() => readers.clear(), keptMillis));
      let reader = readers.get(service);
      if (reader === undefined) {
        reader = createServiceReader(store, service, false, onFailure);
        readers.set(service, reader);
      }
      return await listService(reader, undefined, () => 0, systemMillis() * 1000, depth);
    },
    async evidence(services) {
      if (store.evidence === undefined) return [];
      // What is wrong with a service is said by its list.
      const texts = await Promise.all(
        services.map((name) => store.evidence?.(name).catch(() => []) ?? Promise.resolve([])),
      );
      return texts
        .flat()
        .flatMap((text) => readEvidence(text) ?? [])
        .sort((a, b) => a.sinceMicros - b.sinceMicros);
    },
    services: () => store.services().catch((): string[] => []),
    close: () => clearTimeout(forget),
  };
}
