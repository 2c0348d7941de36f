import { expect, test } from 'vitest';
import { expectKept, namesIn } from './expect-kept.ts';
import { newName, newNames } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

export function drops(target: StoreTarget): void {
  test('a dropped window is gone for every store; the others stay', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const [kept, dropped] = [newNames(3), newNames(2)];
    await appendAll(store!, 'shop', [...kept, ...dropped]);
    await store!.drop('shop', dropped);
    for (const each of [store!, other!]) {
      await expectKept(each, 'shop', kept);
      for (const name of dropped) {
        expect(await each.read('shop', name)).toBeUndefined();
        expect(await each.readStart('shop', name, 10)).toBeUndefined();
      }
    }
  });

  test('what is gone can be dropped again, also by several at once', async (context) => {
    const stores = await (await placeOf(target, context)).openMany(4);
    const [kept, dropped] = [newNames(1), newNames(20)];
    await appendAll(stores[0]!, 'shop', [...kept, ...dropped]);
    await Promise.all(stores.map((store) => store.drop('shop', dropped)));
    await stores[1]!.drop('shop', dropped);
    await expectKept(stores[2]!, 'shop', kept);
  });

  test('windows that never were can be dropped: of a service with others, and of none', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const [kept, gone] = [newNames(1), newName()];
    await appendAll(store, 'shop', kept);
    await store.drop('shop', [newName(), gone, gone]);
    await store.drop('cart', [newName()]);
    await store.drop('shop', []);
    await expectKept(store, 'shop', kept);
    expect(await store.services()).toEqual(['shop']);
  });

  test('one name that is gone does not save the others', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const names = newNames(3);
    await appendAll(store, 'shop', names);
    await store.drop('shop', [newName(), ...names, newName()]);
    expect(await namesIn(store, 'shop')).toEqual([]);
  });

  test('2,000 windows are dropped at once', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const [kept, dropped] = [newNames(10), newNames(2_000, { byteCount: 50 })];
    await appendAll(store, 'shop', [...kept, ...dropped]);
    expect(await namesIn(store, 'shop')).toHaveLength(2_010);
    await store.drop('shop', dropped);
    await expectKept(store, 'shop', kept);
  });
}
