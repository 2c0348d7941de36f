import type { Store, StoreMark } from '@routeprof/core/store';
import { expect, test } from 'vitest';
import { expectKept } from './expect-kept.ts';
import { baseMillis, newNames } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const nowMicros = baseMillis * 1_000;

const markAt = (atMicros: number, value = `at ${atMicros}`): StoreMark => ({
  kind: 'choice',
  atMicros,
  value,
});

const moments: readonly (readonly [earlier: number, later: number])[] = [
  [nowMicros, nowMicros + 1],
  [0, 1],
  [9, 10],
  [999_999, 1_000_000],
  [Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER],
];

const values: readonly (readonly [what: string, value: string])[] = [
  ['nothing', ''],
  ['200 characters', 'x'.repeat(200)],
  ['200 umlauts', 'ü'.repeat(200)],
  ['200 characters of three bytes', '店'.repeat(200)],
  ['lines', '\nfirst\r\nsecond\n\n'],
  ['spaces around', '  a b\t'],
  ['JSON', '{"kind":"choice","at":[1,2]}'],
  ['paths', '../../etc/passwd\\..'],
  ['a zero', 'a\0b'],
  ['an emoji', '🛒'],
  ['a number', '0010'],
];

export function marks(target: StoreTarget): void {
  test.for(moments)(
    '%d, then %d: the later one is there, in either order',
    async ([early, late], context) => {
      const [store, other] = await (await placeOf(target, context)).openMany(2);
      for (const [service, order] of [
        ['in order', [early, late]],
        ['against it', [late, early]],
      ] as const) {
        await store!.mark(service, markAt(order[0]));
        await other!.mark(service, markAt(order[1]));
        expect(await marksIn(store!, service)).toEqual([markAt(late)]);
        expect(await marksIn(other!, service)).toEqual([markAt(late)]);
      }
    },
  );

  test('of many at once, the latest is there', async (context) => {
    const stores = await (await placeOf(target, context)).openMany(4);
    const latest = nowMicros + 99;
    // 37 and 100 have no common factor, so each of the 100 moments comes once.
    const shuffled = Array.from({ length: 100 }, (_, i) => nowMicros + ((i * 37) % 100));
    await Promise.all(shuffled.map((at, i) => stores[i % stores.length]!.mark('shop', markAt(at))));
    for (const store of stores) expect(await marksIn(store, 'shop')).toEqual([markAt(latest)]);
  });

  test.for(values)('a value is kept exactly: %s', async ([, value], context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    await store!.mark('shop', markAt(nowMicros, value));
    expect(await marksIn(other!, 'shop')).toEqual([markAt(nowMicros, value)]);
  });

  test('a clear keeps its value, too', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const clear = { kind: 'clear', atMicros: nowMicros, value: '40' };
    await store!.mark('shop', clear);
    expect(await marksIn(other!, 'shop')).toEqual([clear]);
  });

  test('kinds do not replace each other', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const clear = { kind: 'clear', atMicros: nowMicros, value: '' };
    const choice = { kind: 'choice', atMicros: nowMicros - 5, value: 'one' };
    const chosen = { kind: 'choice', atMicros: nowMicros + 5, value: 'two' };
    await store.mark('shop', clear);
    await store.mark('shop', choice);
    expect(await marksIn(store, 'shop')).toEqual([choice, clear]);
    await store.mark('shop', chosen);
    expect(await marksIn(store, 'shop')).toEqual([chosen, clear]);
  });

  test('the same mark again changes nothing', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    await store!.mark('shop', markAt(nowMicros));
    await other!.mark('shop', markAt(nowMicros));
    expect(await marksIn(store!, 'shop')).toEqual([markAt(nowMicros)]);
  });

  test('a mark drops no windows', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const names = newNames(3);
    await appendAll(store, 'shop', names);
    await store.mark('shop', { kind: 'clear', atMicros: nowMicros + 3_600_000_000, value: '' });
    await expectKept(store, 'shop', names);
  });
}

/** Marks of a service, by kind. */
export async function marksIn(store: Store, service: string): Promise<StoreMark[]> {
  const { marks: found } = await store.list(service);
  return [...found].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
