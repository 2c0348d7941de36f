import type { Store } from '../../store-contract.ts';
import { type Compactor, createCompactor } from './compactor.ts';
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
  readonly settleMillis: number;
  readonly leaseMillis: number;
  /** Epoch microseconds. */
  now(): number;
}

/** Keeps the windows of services whose processes are all gone as these would have done: merged, and not for ever. */
export interface GoneServices {
  /** Looks after the next one. Never throws: what is wrong there is said to those who look at it. */
  pass(): Promise<void>;
  /** Ends the work under way. */
  close(): Promise<void>;
}

/** A service that has written nothing for this long is gone. */
const goneMillis = 60 * 60_000;

export function createGoneServices(options: GoneServicesOptions): GoneServices {
  const { store, now } = options;
  let last = '';
  let current: Compactor | undefined;
  let closed = false;

  async function lookAfter(service: string): Promise<void> {
    const { names, marks } = await store.list(service);
    let endMillis = 0;
    for (const name of names) endMillis = Math.max(endMillis, spanOfName(name)?.endMillis ?? 0);
    if (now() / 1000 - endMillis < goneMillis) return;
    if (names.length === 0) return await store.forget?.(service);
    const retention = marks.find(({ kind }) => kind === retentionKind);
    const ladder = retention && readRetention(retention.value);
    if (ladder === undefined) return;
    const ignore = (): void => {};
    if (closed) return;
    current = createCompactor({
      ...options,
      service,
      ladder,
      reader: createServiceReader(store, service, false, ignore),
      lease: store.lease(service, options.leaseMillis),
      keepMillis: ladder.at(-1)?.forMillis ?? 0,
      problems: createProblems(ignore),
    });
    await current.pass();
    await current.close();
    current = undefined;
  }

  return {
    async pass() {
      try {
        const others = (await store.services()).filter((name) => name !== options.service);
        const next = others.find((name) => name > last) ?? others[0];
        if (next === undefined) return;
        last = next;
        await lookAfter(next);
      } catch {
        // The store is away, or this service may not be changed by this process.
      }
    },
    async close() {
      closed = true;
      await current?.close();
    },
  };
}
