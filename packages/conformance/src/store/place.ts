import type { Store } from '@routeprof/core/store';
import type { TestContext } from 'vitest';
import type { StoreTarget } from './target.ts';
import { startWriter, type Writer, type WriterProcess, writerOf } from './writers.ts';

/** How writers of a test are apart: each has a store of its own, or a process. */
export type Apart = 'stores' | 'processes';

/** A place of one test. Whatever it opens and starts ends with the test. */
export interface Place {
  open(): Promise<Store>;
  /** Several stores, opened at once. */
  openMany(count: number): Promise<Store[]>;
  writers(count: number, apart: Apart): Promise<Writer[]>;
  /** One more process. */
  process(): Promise<WriterProcess>;
}

export async function placeOf(target: StoreTarget, { onTestFinished }: TestContext): Promise<Place> {
  const given = await target.newPlace();
  const stores: Store[] = [];
  const processes: WriterProcess[] = [];
  onTestFinished(async () => {
    await Promise.all(processes.map((process) => process.kill()));
    await Promise.all(stores.map((store) => store.close()));
    await given.remove?.();
  });

  async function open(): Promise<Store> {
    const store = await given.open();
    stores.push(store);
    return store;
  }
  async function start(): Promise<WriterProcess> {
    if (target.module === undefined) throw new Error('Only a target with a module has processes');
    const process = await startWriter(target.module, given.argument ?? '');
    processes.push(process);
    return process;
  }
  const many = <One>(count: number, one: () => Promise<One>): Promise<One[]> =>
    Promise.all(Array.from({ length: count }, one));

  return {
    open,
    openMany: (count) => many(count, open),
    writers: (count, apart) =>
      many<Writer>(count, apart === 'processes' ? start : async () => writerOf(await open())),
    process: start,
  };
}

/** How writers can be apart at a target's places. */
export function waysApart({ module }: StoreTarget): Apart[] {
  return module === undefined ? ['stores'] : ['stores', 'processes'];
}
