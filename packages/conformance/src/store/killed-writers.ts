import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '@routeprof/core/store';
import { expect, test } from 'vitest';
import { until } from '../client/until.ts';
import { expectKept, expectWhole, namesIn } from './expect-kept.ts';
import { baseMillis, keepMillis, newName, newNames, windowOf } from './made-windows.ts';
import { marksIn } from './marks.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll, type Task } from './tasks.ts';
import type { WriterProcess } from './writers.ts';

const rounds = 5;
const staleMillis = 500;
const byteCount = 1_000_000;

export function killedWriters(target: StoreTarget): void {
  test('windows of a writer that is killed are there as a whole or not at all', async (context) => {
    const place = await placeOf(target, context);
    const store = await place.open();
    for (let round = 0; round < rounds; round++) {
      const writer = await place.process();
      await killInTheMidst(writer, { do: 'append', service: 'shop', names: newNames(100, { byteCount }) });
      await expectWholeAndGoingOn(store, writer);
    }
  });

  test('merged windows of one that is killed are there as a whole or not at all', async (context) => {
    const place = await placeOf(target, context);
    const store = await place.open();
    await appendAll(store, 'shop', newNames(2));
    for (let round = 0; round < rounds; round++) {
      const writer = await place.process();
      const hold = (): Promise<boolean> => writer.perform({ do: 'hold', service: 'shop', staleMillis });
      await until(hold, Boolean, 'the lease of a killed process taken over');
      await killInTheMidst(writer, { do: 'publish', service: 'shop', names: newNames(100, { byteCount }) });
      await expectWholeAndGoingOn(store, writer);
    }
  });

  test('the lease of one that is killed is taken over, and publishes', async (context) => {
    const place = await placeOf(target, context);
    const store = await place.open();
    const names = newNames(2);
    await appendAll(store, 'shop', names);
    const writer = await place.process();
    expect(await writer.perform({ do: 'hold', service: 'shop', staleMillis })).toBe(true);
    await writer.kill();
    const lease = store.lease('shop', staleMillis);
    const merged = newName();
    await until(
      async () => (await lease.hold()) && (await lease.publish(windowOf(merged), keepMillis)),
      Boolean,
      'the lease of a killed process taken over',
    );
    await store.tidy?.('shop');
    await expectKept(store, 'shop', [...names, merged]);
  });

  test('what a process adds without a turn of the loop is there when it dies at once', async (context) => {
    const place = await placeOf(target, context);
    const store = await place.open();
    if (store.now === undefined) return context.skip('the store has no `now`');
    const names = newNames(3, { byteCount: 500_000 });
    const mark = { kind: 'clear', atMicros: baseMillis * 1_000, value: '' };
    const writer = await place.process();
    await expect(writer.perform({ do: 'append and die', service: 'shop', names, mark })).rejects.toThrow(
      'SIGKILL',
    );
    await expectKept(store, 'shop', names);
    expect(await marksIn(store, 'shop')).toEqual([mark]);
  });
}

/** Kills a process at any moment after it has added its first window. */
async function killInTheMidst(writer: WriterProcess, task: Task): Promise<void> {
  const isAdded = async (): Promise<boolean> => writer.added.length > 0;
  await Promise.race([writer.perform(task), until(isAdded, Boolean, 'a window of the process')]);
  await delay(Math.random() * 50);
  await writer.kill();
}

async function expectWholeAndGoingOn(store: Store, { added }: WriterProcess): Promise<void> {
  const listed = await namesIn(store, 'shop');
  expect(listed).toEqual(expect.arrayContaining([...added]));
  await expectWhole(store, 'shop', listed);
  const more = newNames(2);
  await appendAll(store, 'shop', more);
  // What the process had sent may still arrive.
  const after = await namesIn(store, 'shop');
  expect(after).toEqual(expect.arrayContaining([...listed, ...more]));
  await expectWhole(store, 'shop', after);
  await store.drop('shop', after);
}
