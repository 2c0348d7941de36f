import { expect, test } from 'vitest';
import { expectKept } from './expect-kept.ts';
import { newName, newNames } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const oddNames: readonly string[] = [
  '',
  ' ',
  ' shop',
  '*',
  '.',
  '..',
  '../..',
  '/',
  '@acme',
  '@acme/shop',
  '@acme:shop',
  '[s]hop',
  'C:\\shop',
  'SHOP',
  'Shop',
  'shop',
  'shop ',
  'shop*',
  'shop:windows',
  'shop\nshop',
  'shop?',
  'shop.json',
  'shop%2F',
  'shöp',
  'sho\u0308p',
  'ШОП',
  '店',
  'x',
  '{x}',
  '{x}y',
  '"x"',
  '__proto__',
  'constructor',
  'CON',
  'a'.repeat(299),
  'a'.repeat(300),
];

export function services(target: StoreTarget): void {
  test('those with windows are named, sorted', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    for (const service of ['shop', 'cart', 'Shop', 'admin', 'cart']) {
      await appendAll(store!, service, [newName()]);
    }
    expect(await store!.services()).toEqual(['Shop', 'admin', 'cart', 'shop']);
    expect(await other!.services()).toEqual(['Shop', 'admin', 'cart', 'shop']);
  });

  test('odd names are kept exactly', async (context) => {
    const store = await (await placeOf(target, context)).open();
    for (const service of oddNames) await appendAll(store, service, [newName()]);
    expect(await store.services()).toEqual([...oddNames].sort());
  });

  test('windows and marks of odd names are kept apart', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const kept = new Map(oddNames.map((service) => [service, newNames(2)]));
    const markOf = (service: string) => ({ kind: 'name', atMicros: 1, value: service.slice(0, 200) });
    for (const [service, names] of kept) {
      await appendAll(store, service, names);
      await store.mark(service, markOf(service));
    }
    for (const [service, names] of kept) {
      await expectKept(store, service, names);
      expect((await store.list(service)).marks).toEqual([markOf(service)]);
    }
  });

  test('a window is read and dropped only in its own service', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const inBoth = newName();
    const inShop = newName();
    await appendAll(store, 'shop', [inBoth, inShop]);
    await appendAll(store, 'Shop', [inBoth]);
    expect(await store.read('Shop', inShop)).toBeUndefined();
    expect(await store.readStart('Shop', inShop, 10)).toBeUndefined();
    await store.drop('Shop', [inBoth, inShop]);
    await expectKept(store, 'shop', [inBoth, inShop]);
    await expectKept(store, 'Shop', []);
  });
}
