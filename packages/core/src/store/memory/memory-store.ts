import { performance } from '../../clock.ts';
import type { Store, StoreContents, StoreLease, StoreMark, StoreWindow } from '../../store-contract.ts';
import { isNamedWithin } from '../shared/names.ts';

interface Kept {
  readonly windows: Map<string, Uint8Array>;
  readonly marks: Map<string, StoreMark>;
  lease: { readonly holder: object; readonly renewedMillis: number } | undefined;
  changes: number;
}

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** Bytes for the windows of one service. Default 64 MiB. */
  readonly maxBytes?: number;
}

/**
 * A store in this process's memory, the smallest that keeps the contract: an example for your own, and for tests. Several
 * profilers that are given the same one share it. It forgets everything when the process ends.
 */
export function memoryStore({ maxBytes = 64 * 1024 * 1024 }: MemoryStoreOptions = {}): Store {
  const services = new Map<string, Kept>();
  const keptOf = (service: string): Kept => {
    let kept = services.get(service);
    if (kept === undefined) {
      kept = { windows: new Map(), marks: new Map(), lease: undefined, changes: 0 };
      services.set(service, kept);
    }
    return kept;
  };
  const append = (service: string, { name, bytes }: StoreWindow): void => {
    const kept = keptOf(service);
    kept.windows.set(name, bytes);
    kept.changes++;
  };
  const mark = (service: string, given: StoreMark): void => {
    const kept = keptOf(service);
    const earlier = kept.marks.get(given.kind);
    if (earlier !== undefined && earlier.atMicros > given.atMicros) return;
    kept.marks.set(given.kind, given);
    kept.changes++;
  };

  function lease(service: string, staleMillis: number): StoreLease {
    const holder = {};
    const isOurs = (): boolean => keptOf(service).lease?.holder === holder;
    return {
      async hold() {
        const kept = keptOf(service);
        const isFree =
          kept.lease === undefined || performance.now() - kept.lease.renewedMillis >= staleMillis;
        if (isFree || isOurs()) kept.lease = { holder, renewedMillis: performance.now() };
        return isOurs();
      },
      async publish(window) {
        if (isOurs()) append(service, window);
        return isOurs();
      },
      async release() {
        if (isOurs()) keptOf(service).lease = undefined;
      },
    };
  }

  return {
    kind: 'memory',
    place: () => 'memory',
    maxBytes,
    readsAtOnce: 16,
    append: async (service, window) => append(service, window),
    async list(service, fromMillis = 0, toMillis = Number.POSITIVE_INFINITY): Promise<StoreContents> {
      const kept = services.get(service);
      const names = [...(kept?.windows.keys() ?? [])].filter((name) =>
        isNamedWithin(name, fromMillis, toMillis),
      );
      return { names, marks: [...(kept?.marks.values() ?? [])], problems: [] };
    },
    async readStart(service, name, bytes) {
      const all = services.get(service)?.windows.get(name);
      return all && { bytes: all.subarray(0, bytes), totalBytes: all.length };
    },
    read: async (service, name) => services.get(service)?.windows.get(name),
    services: async () =>
      [...services].flatMap(([name, { windows }]) => (windows.size > 0 ? name : [])).sort(),
    stamp: async (names) => names.map((name) => services.get(name)?.changes ?? 0).join('-'),
    async drop(service, names) {
      const kept = keptOf(service);
      for (const name of names) if (kept.windows.delete(name)) kept.changes++;
    },
    mark: async (service, given) => mark(service, given),
    lease,
    close: async () => {},
    now: { append, mark },
  };
}
