import { spanOfName } from '../../../core/src/store/shared/names.ts';
import type { Store, StoreWindow } from '../../../core/src/store-contract.ts';

/** What was asked of a store. */
export interface StoreCounts {
  appends: number;
  appendedBytes: number;
  publishes: number;
  publishedBytes: number;
  lists: number;
  starts: number;
  startBytes: number;
  reads: number;
  readBytes: number;
  drops: number;
}

/** How long a window is: as a process has written it, or merged. */
export type WindowLength = 'as written' | '1 min' | '10 min' | '1 h';

/** Windows of one length. */
export interface KeptOfLength {
  readonly windows: number;
  readonly bytes: number;
}

/** A store that counts what passes through it. */
export interface CountingStore extends Store {
  /** What was counted since the last call. */
  take(): Readonly<StoreCounts>;
  /** Adds what somebody has merged before, uncounted. */
  put(service: string, window: StoreWindow, keepMillis: number): Promise<void>;
  kept(): ReadonlyMap<WindowLength, KeptOfLength>;
}

const none: StoreCounts = {
  ...{ appends: 0, appendedBytes: 0, publishes: 0, publishedBytes: 0, lists: 0 },
  ...{ starts: 0, startBytes: 0, reads: 0, readBytes: 0, drops: 0 },
};

export function countingStore(store: Store): CountingStore {
  let counts = { ...none };
  const sizes = new Map<string, { readonly length: WindowLength; readonly bytes: number }>();
  const added = ({ name, bytes }: StoreWindow, length: WindowLength): number => {
    sizes.set(name, { length, bytes: bytes.length });
    return bytes.length;
  };
  return {
    ...store,
    maxBytes: Number.POSITIVE_INFINITY,
    async append(service, window, keepMillis) {
      await store.append(service, window, keepMillis);
      counts.appends++;
      counts.appendedBytes += added(window, 'as written');
    },
    async put(service, window, keepMillis) {
      await store.append(service, window, keepMillis);
      added(window, mergedLengthOf(window.name));
    },
    async list(...asked) {
      counts.lists++;
      return await store.list(...asked);
    },
    async readStart(...asked) {
      const start = await store.readStart(...asked);
      counts.starts++;
      counts.startBytes += start?.bytes.length ?? 0;
      return start;
    },
    async read(...asked) {
      const bytes = await store.read(...asked);
      counts.reads++;
      counts.readBytes += bytes?.length ?? 0;
      return bytes;
    },
    async drop(service, names) {
      await store.drop(service, names);
      counts.drops += names.length;
      for (const name of names) sizes.delete(name);
    },
    lease(service, staleMillis) {
      const lease = store.lease(service, staleMillis);
      return {
        ...lease,
        async publish(window, keepMillis) {
          const isDone = await lease.publish(window, keepMillis);
          if (isDone) {
            counts.publishes++;
            counts.publishedBytes += added(window, mergedLengthOf(window.name));
          }
          return isDone;
        },
      };
    },
    take() {
      const taken = counts;
      counts = { ...none };
      return taken;
    },
    kept() {
      const byLength = new Map<WindowLength, KeptOfLength>();
      for (const { length, bytes } of sizes.values()) {
        const kept = byLength.get(length) ?? { windows: 0, bytes: 0 };
        byLength.set(length, { windows: kept.windows + 1, bytes: kept.bytes + bytes });
      }
      return byLength;
    },
  };
}

/** The length of a window that was merged; some begin or end up to 5 minutes beside their span. */
function mergedLengthOf(name: string): WindowLength {
  const minutes = minutesOf(name);
  if (minutes <= 8) return '1 min';
  return minutes <= 20 ? '10 min' : '1 h';
}

export function minutesOf(name: string): number {
  const span = spanOfName(name);
  return span === undefined ? 0 : (span.endMillis - span.startMillis) / 60_000;
}
