import type { Store } from '../../store-contract.ts';
import { createCompactor } from './compactor.ts';
import { spanOfName } from './names.ts';
import { createProblems } from './problems.ts';
import { readRetention, retentionKind } from './retention-mark.ts';
import { createServiceReader } from './service-reader.ts';

export interface GoneServicesOptions {
  readonly store: Store;
  /** The service of this process, which has its own compactor. */
  readonly service: string;
  readonly maxNodes: number;
  readonly lagMillis: number;
  readonly leaseMillis: number;
  /** Epoch microseconds. */
  now(): number;
  /** See `CompactorOptions`. */
  readonly clock?: () => number;
}

/** Keeps the windows of services whose processes are all gone as these would have done: merged, and not for ever. */
export interface GoneServices {
  /** Looks after one of them, if one is due. Never throws: what is wrong there is said to those who look at it. */
  pass(): Promise<void>;
  /** Begins nothing more. What is under way may be stopped anywhere. */
  close(): void;
}

/** A service that has written nothing for this long is gone. */
const goneMillis = 60 * 60_000;
/** Each is looked at this often, and more often while there is more to do than one pass may. */
const everyMillis = 60 * 60_000;
const soonMillis = 60_000;

export function createGoneServices(options: GoneServicesOptions): GoneServices {
  const { store } = options;
  const nowMillis = (): number => options.now() / 1000;
  /** When each service is looked at next. */
  const due = new Map<string, number>();
  let closed = false;

  /** Returns whether there is more to do. */
  async function lookAfter(service: string): Promise<boolean> {
    const { names, marks } = await store.list(service);
    let lastMillis = 0;
    for (const name of names) lastMillis = Math.max(lastMillis, spanOfName(name)?.endMillis ?? 0);
    for (const { atMicros } of marks) lastMillis = Math.max(lastMillis, atMicros / 1000);
    if (nowMillis() - lastMillis < goneMillis || closed) return false;
    if (names.length === 0) {
      await store.forget?.(service);
      return false;
    }
    const retention = marks.find(({ kind }) => kind === retentionKind);
    const ladder = retention && readRetention(retention.value);
    if (ladder === undefined) return false;
    const ignore = (): void => {};
    const compactor = createCompactor({
      ...options,
      service,
      ladder,
      reader: createServiceReader(store, service, false, ignore),
      lease: store.lease(service, options.leaseMillis),
      keepMillis: ladder.at(-1)?.forMillis ?? 0,
      // What a look finds merged was merged in an earlier one, long ago.
      settleMillis: 0,
      problems: createProblems(ignore),
    });
    const outcome = await compactor.pass();
    await compactor.close();
    return outcome === 'more';
  }

  return {
    async pass() {
      try {
        const others = (await store.services()).filter((name) => name !== options.service);
        for (const name of due.keys()) if (!others.includes(name)) due.delete(name);
        const next = others.find((name) => (due.get(name) ?? 0) <= nowMillis());
        if (next === undefined || closed) return;
        due.set(next, nowMillis() + everyMillis);
        if (await lookAfter(next)) due.set(next, nowMillis() + soonMillis);
      } catch {
        // The store is away, or this service may not be changed by this process.
      }
    },
    close() {
      closed = true;
    },
  };
}
