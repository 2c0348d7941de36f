import type { Store } from '@routeprof/core/store';
import { expect, test } from 'vitest';
import { until } from '../client/until.ts';
import { baseMillis, keepMillis, newName, newNames, windowOf } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

type Change = (store: Store, name: string) => Promise<unknown>;

const changes: readonly (readonly [what: string, change: Change])[] = [
  ['added', (store) => store.append('shop', windowOf(newName()), keepMillis)],
  ['dropped', (store, name) => store.drop('shop', [name])],
  [
    'published',
    async (store) => {
      const lease = store.lease('shop', 3_600_000);
      expect(await lease.hold()).toBe(true);
      expect(await lease.publish(windowOf(newName()), keepMillis)).toBe(true);
      await lease.release();
    },
  ],
];

export function stamps(target: StoreTarget): void {
  test.for(changes)('the stamp changes when a window is %s', async ([, change], context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const names = newNames(2);
    await appendAll(store!, 'shop', names);
    for (const [i, reader] of [store!, other!].entries()) {
      const before = await settledStamp(reader, ['shop']);
      await change(store!, names[i]!);
      expect(await reader.stamp(['shop'])).not.toBe(before);
    }
  });

  test('the stamp changes with a mark', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    await appendAll(store!, 'shop', newNames(1));
    for (let i = 0; i < 2; i++) {
      const before = await settledStamp(other!, ['shop']);
      await store!.mark('shop', { kind: 'clear', atMicros: baseMillis * 1_000 + i, value: '' });
      expect(await other!.stamp(['shop'])).not.toBe(before);
    }
  });

  test('the stamp of several services changes with each of them', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const services = ['cart', 'shop', 'stock'];
    for (const service of services) await appendAll(store, service, newNames(2));
    for (const service of services) {
      const before = await settledStamp(store, services);
      await store.append(service, windowOf(newName()), keepMillis);
      expect(await store.stamp(services)).not.toBe(before);
    }
  });

  test('the stamp changes with the first window of a service', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const before = await settledStamp(other!, ['shop', 'cart']);
    await appendAll(store!, 'cart', newNames(1));
    expect(await other!.stamp(['shop', 'cart'])).not.toBe(before);
  });

  test('the stamp stays while the windows are only read', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const [name = ''] = newNames(1);
    await appendAll(store!, 'shop', [name]);
    const before = await settledStamp(store!, ['shop', 'nobody']);
    for (const reader of [store!, other!]) {
      await reader.list('shop');
      await reader.read('shop', name);
      await reader.readStart('shop', name, 10);
      await reader.services();
    }
    expect(await settledStamp(store!, ['shop', 'nobody'])).toBe(before);
  });
}

/** A stamp that two looks have in common: where time is coarse, a change may show in several stamps. */
async function settledStamp(store: Store, services: readonly string[]): Promise<string> {
  let last: string | undefined;
  return await until(
    () => store.stamp(services),
    (stamp) => {
      const isSettled = stamp === last;
      last = stamp;
      return isSettled;
    },
    'the same stamp twice in a row',
  );
}
