import { expect, test } from 'vitest';
import { expectKept, expectWhole, namesIn } from './expect-kept.ts';
import { baseMillis, keepMillis, newName, newNames, windowOf } from './made-windows.ts';
import { marksIn } from './marks.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const mark = { kind: 'clear', atMicros: baseMillis * 1_000, value: '' };
const withoutNow = 'the store has no `now`';

export function endings(target: StoreTarget): void {
  test('what it does without a turn of the loop is done when the call returns', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    if (store!.now === undefined) return context.skip(withoutNow);
    const names = newNames(3);
    for (const name of names) store!.now.append('shop', windowOf(name), keepMillis);
    store!.now.append('shop', windowOf(names[0]!), keepMillis);
    store!.now.mark('shop', mark);
    store!.now.mark('shop', { ...mark, atMicros: mark.atMicros - 1 });
    await expectKept(other!, 'shop', names);
    expect(await marksIn(other!, 'shop')).toEqual([mark]);
    expect(await other!.services()).toEqual(['shop']);
  });

  test('after a close, others have what was added, and go on', async (context) => {
    const place = await placeOf(target, context);
    const [store, other] = await place.openMany(2);
    const names = newNames(5);
    await appendAll(store!, 'shop', names);
    await store!.mark('shop', mark);
    await store!.close();
    await expectKept(other!, 'shop', names);
    const more = newNames(2);
    await appendAll(other!, 'shop', more);
    const opened = await place.open();
    await expectKept(opened, 'shop', [...names, ...more]);
    expect(await marksIn(opened, 'shop')).toEqual([mark]);
  });

  test('a store can be closed again, at once and later, and without having been used', async (context) => {
    const [store, unused] = await (await placeOf(target, context)).openMany(2);
    await appendAll(store!, 'shop', newNames(1));
    await Promise.all([store!.close(), store!.close(), unused!.close()]);
    await store!.close();
    await unused!.close();
  });

  test('a window that is added while the store closes is there as a whole or not at all', async (context) => {
    const place = await placeOf(target, context);
    const store = await place.open();
    const names = newNames(20, { byteCount: 500_000 });
    const adding = names.map((name) => store.append('shop', windowOf(name), keepMillis));
    const [results] = await Promise.all([Promise.allSettled(adding), store.close()]);
    const opened = await place.open();
    const listed = await namesIn(opened, 'shop');
    await expectWhole(opened, 'shop', listed);
    const added = names.filter((_, i) => results[i]!.status === 'fulfilled');
    expect(listed).toEqual(expect.arrayContaining(added));
  });

  test('tidying takes no windows and no marks', async (context) => {
    const store = await (await placeOf(target, context)).open();
    if (store.tidy === undefined) return context.skip('the store has no `tidy`');
    const names = newNames(5);
    await appendAll(store, 'shop', names);
    await store.mark('shop', mark);
    const lease = store.lease('shop', 3_600_000);
    expect(await lease.hold()).toBe(true);
    await store.tidy('shop');
    const merged = newName();
    expect(await lease.publish(windowOf(merged), keepMillis)).toBe(true);
    await expectKept(store, 'shop', [...names, merged]);
    expect(await marksIn(store, 'shop')).toEqual([mark]);
  });
}
