import { expect, test } from 'vitest';
import { expectKept } from './expect-kept.ts';
import { keepMillis, newName, newNames, windowOf } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

// No test takes as long, so nobody may take such a lease over.
const staleMillis = 3_600_000;

export function leases(target: StoreTarget): void {
  test('of 20 that ask at once, one has it', async (context) => {
    const stores = await (await placeOf(target, context)).openMany(20);
    const names = newNames(1);
    await appendAll(stores[0]!, 'shop', names);
    const asking = stores.map((store) => store.lease('shop', staleMillis));
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(asking.map((lease) => lease.hold()));
      expect(answers.filter(Boolean)).toHaveLength(1);
    }
    const window = windowOf(newName());
    const published = await Promise.all(asking.map((lease) => lease.publish(window, keepMillis)));
    expect(published.filter(Boolean)).toHaveLength(1);
    await expectKept(stores[0]!, 'shop', [...names, window.name]);
  });

  test('who has it renews it, and publishes; others do neither', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const [part = '', merged = '', refused = ''] = newNames(3);
    await appendAll(store!, 'shop', [part]);
    const [ours, theirs] = [store!.lease('shop', staleMillis), other!.lease('shop', staleMillis)];
    for (let i = 0; i < 3; i++) {
      expect(await ours.hold()).toBe(true);
      expect(await theirs.hold()).toBe(false);
    }
    expect(await theirs.publish(windowOf(refused), keepMillis)).toBe(false);
    expect(await ours.publish(windowOf(merged), keepMillis)).toBe(true);
    await expectKept(other!, 'shop', [part, merged]);
    await expectKept(store!, 'shop', [part, merged]);
  });

  test('what is published again is there once', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const [part = '', merged = ''] = newNames(2, { byteCount: 1_000_000 });
    await appendAll(store, 'shop', [part]);
    const lease = store.lease('shop', staleMillis);
    expect(await lease.hold()).toBe(true);
    for (const name of [merged, merged, part]) {
      expect(await lease.publish(windowOf(name), keepMillis)).toBe(true);
    }
    await expectKept(store, 'shop', [part, merged]);
  });

  test('who never held it publishes nothing, even while it is free', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const names = newNames(1);
    await appendAll(store, 'shop', names);
    const lease = store.lease('shop', staleMillis);
    expect(await lease.publish(windowOf(newName()), keepMillis)).toBe(false);
    await expectKept(store, 'shop', names);
  });

  test('a released one is free at once, and no longer lets its former holder publish', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const names = newNames(1);
    await appendAll(store!, 'shop', names);
    const [ours, theirs] = [store!.lease('shop', staleMillis), other!.lease('shop', staleMillis)];
    for (let round = 0; round < 3; round++) {
      expect(await ours.hold()).toBe(true);
      await ours.release();
      expect(await ours.publish(windowOf(newName()), keepMillis)).toBe(false);
      expect(await theirs.hold()).toBe(true);
      expect(await ours.hold()).toBe(false);
      expect(await ours.publish(windowOf(newName()), keepMillis)).toBe(false);
      await theirs.release();
    }
    await expectKept(store!, 'shop', names);
  });

  test('who does not hold it cannot release it', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    await appendAll(store!, 'shop', newNames(1));
    const [ours, theirs] = [store!.lease('shop', staleMillis), other!.lease('shop', staleMillis)];
    await theirs.release();
    expect(await ours.hold()).toBe(true);
    await theirs.release();
    expect(await theirs.hold()).toBe(false);
    await theirs.release();
    expect(await theirs.hold()).toBe(false);
    expect(await ours.hold()).toBe(true);
    await ours.release();
    await ours.release();
    expect(await theirs.hold()).toBe(true);
  });

  test('those of different services have nothing to do with each other', async (context) => {
    const stores = await (await placeOf(target, context)).openMany(3);
    const services = ['shop', 'Shop', '@acme/shop'];
    for (const service of services) await appendAll(stores[0]!, service, newNames(1));
    const held = stores.map((store, i) => store.lease(services[i]!, staleMillis));
    expect(await Promise.all(held.map((lease) => lease.hold()))).toEqual([true, true, true]);
    await held[0]!.release();
    expect(await stores[1]!.lease('@acme/shop', staleMillis).hold()).toBe(false);
    expect(await stores[1]!.lease('shop', staleMillis).hold()).toBe(true);
    const published = await Promise.all(held.map((lease) => lease.publish(windowOf(newName()), keepMillis)));
    expect(published).toEqual([false, true, true]);
  });
}
