import { expect, test } from 'vitest';
import { namesIn } from './expect-kept.ts';
import { baseMillis, newName } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const hourMillis = 3_600_000;
const from = baseMillis + 10 * hourMillis;
const to = from + hourMillis;

const named = (startMillis: number, endMillis: number): string => newName({ startMillis, endMillis });

// Whether a window that only touches a bound is listed is left to the store: names are rounded to milliseconds.
const overlapping: readonly string[] = [
  named(from - 1_000, from + 1),
  named(from + 1_000, from + 2_000),
  named(from + 5_000, from + 5_000),
  named(to - 1, to + 1_000),
  named(from - 1_000, to + 1_000),
  named(from - 30 * 24 * hourMillis, to + 30 * 24 * hourMillis),
  named(1, 9_999_999_999_999),
];
const earlier: readonly string[] = [
  named(5, 9),
  named(99, 100),
  named(from - hourMillis, from - 1),
  named(from - 2, from - 2),
];
const later: readonly string[] = [
  named(to + 1, to + 2),
  named(to + 1, to + 90 * 24 * hourMillis),
  named(9_999_999_999_990, 9_999_999_999_999),
];
const touching: readonly string[] = [named(from - 1_000, from), named(to, to + 1_000)];

const sorted = (...lists: (readonly string[])[]): string[] => lists.flat().sort();

export function spans(target: StoreTarget): void {
  test('with a span, what overlaps it is listed, and nothing else', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await appendAll(store, 'shop', [...later, ...overlapping, ...earlier]);
    expect(await namesIn(store, 'shop', from, to)).toEqual(sorted(overlapping));
    expect(await namesIn(store, 'shop', from)).toEqual(sorted(overlapping, later));
    expect(await namesIn(store, 'shop', 0, to)).toEqual(sorted(overlapping, earlier));
  });

  test('without a span, or with one that has no bounds, everything is listed', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await appendAll(store, 'shop', [...later, ...overlapping, ...earlier]);
    const all = sorted(earlier, overlapping, later);
    expect(await namesIn(store, 'shop')).toEqual(all);
    expect(await namesIn(store, 'shop', 0)).toEqual(all);
    expect(await namesIn(store, 'shop', 0, Number.POSITIVE_INFINITY)).toEqual(all);
  });

  test('a window that only touches a span changes nothing for the others', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await appendAll(store, 'shop', [...touching, ...overlapping, ...earlier, ...later]);
    const listed = await namesIn(store, 'shop', from, to);
    expect(listed.filter((name) => !touching.includes(name))).toEqual(sorted(overlapping));
  });

  test('a window on the bound between two spans is listed in one of them at least', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await appendAll(store, 'shop', touching);
    const [before = '', after = ''] = touching;
    expect(await namesIn(store, 'shop', from - hourMillis, from)).toContain(before);
    expect(await namesIn(store, 'shop', to, to + hourMillis)).toContain(after);
  });

  test('of all that begin in one millisecond, each is listed', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const names = Array.from({ length: 20 }, () => named(from, from + 1_000));
    await appendAll(store, 'shop', names);
    expect(await namesIn(store, 'shop', from - 1, from + 1)).toEqual(sorted(names));
  });

  test('marks are listed with every span', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const mark = { kind: 'clear', atMicros: from * 1_000, value: '' };
    await store.mark('shop', mark);
    await appendAll(store, 'shop', later);
    expect((await store.list('shop', 1, 2)).marks).toEqual([mark]);
    expect((await store.list('shop', to, to + hourMillis)).marks).toEqual([mark]);
  });

  test('dropped windows are in no span', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await appendAll(store, 'shop', overlapping);
    const [kept = '', ...dropped] = overlapping;
    await store.drop('shop', dropped);
    expect(await namesIn(store, 'shop', from, to)).toEqual([kept]);
  });
}
