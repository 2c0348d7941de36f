import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { expectKept, namesIn } from './expect-kept.ts';
import { areSame, bytesOf, keepMillis, newName, newNames, windowOf } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const contents: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['every value of a byte', everyByte],
  ['one byte', Uint8Array.of(0)],
  ['line ends', Buffer.from('\r\n\n\0\n')],
  ['what is not UTF-8', Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80)],
  ['a gzipped file', gzipSync('profile'.repeat(1_000))],
  ['a part of a larger array', everyByte.subarray(100, 110)],
  ['some megabytes', bytesOf(newName({ byteCount: 5_000_000 }))],
];

export function windows(target: StoreTarget): void {
  test('what one store adds is listed and read by another', async (context) => {
    const [writer, reader] = await (await placeOf(target, context)).openMany(2);
    const names = newNames(5);
    await appendAll(writer!, 'shop', names);
    await expectKept(reader!, 'shop', names);
    await expectKept(writer!, 'shop', names);
  });

  test.for(contents)('%s: kept byte by byte', async ([, bytes], context) => {
    const [writer, reader] = await (await placeOf(target, context)).openMany(2);
    const name = newName();
    await writer!.append('shop', { name, bytes }, keepMillis);
    expect(areSame(await reader!.read('shop', name), bytes)).toBe(true);
    expect((await reader!.readStart('shop', name, bytes.length))?.totalBytes).toBe(bytes.length);
  });

  test.for([
    [1, 700],
    [10, 700],
    [699, 700],
    [700, 700],
    [701, 700],
    [1_000_000, 700],
    // A damaged head may name any length.
    [2 ** 50, 700],
    [2_500_000, 3_000_000],
    [3_000_001, 3_000_000],
  ] as const)('the first %d of %d bytes', async ([count, byteCount], context) => {
    const store = await (await placeOf(target, context)).open();
    const name = newName({ byteCount });
    await store.append('shop', windowOf(name), keepMillis);
    const start = await store.readStart('shop', name, count);
    expect(start?.totalBytes).toBe(byteCount);
    expect(areSame(start?.bytes, bytesOf(name).subarray(0, count))).toBe(true);
  });

  test('a window that is added again, or by several at once, is there once', async (context) => {
    const stores = await (await placeOf(target, context)).openMany(4);
    const names = newNames(3);
    for (let round = 0; round < 2; round++) {
      await Promise.all(stores.map((store) => appendAll(store, 'shop', names)));
    }
    await expectKept(stores[0]!, 'shop', names);
  });

  test('a service without windows has nothing', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const name = newName();
    expect(await store.list('shop')).toMatchObject({ names: [], marks: [] });
    expect(await store.list('shop', 0, 1e15)).toMatchObject({ names: [], marks: [] });
    expect(await store.read('shop', name)).toBeUndefined();
    expect(await store.readStart('shop', name, 100)).toBeUndefined();
    expect(await store.services()).toEqual([]);
  });

  test('a window that nobody added is not read from a service that has others', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await store.append('shop', windowOf(newName()), keepMillis);
    expect(await store.read('shop', newName())).toBeUndefined();
    expect(await store.readStart('shop', newName(), 100)).toBeUndefined();
  });

  test('bytes that were read stay, whatever happens to the window', async (context) => {
    const store = await (await placeOf(target, context)).open();
    const names = newNames(3, { byteCount: 3_000 });
    await appendAll(store, 'shop', names);
    const [name = ''] = names;
    const first = await store.read('shop', name);
    const start = await store.readStart('shop', name, 100);
    expect(areSame(await store.read('shop', name), bytesOf(name))).toBe(true);
    await store.drop('shop', names);
    await appendAll(store, 'shop', newNames(3, { byteCount: 3_000 }));
    for (const added of await namesIn(store, 'shop')) await store.read('shop', added);
    expect(areSame(first, bytesOf(name))).toBe(true);
    expect(areSame(start?.bytes, bytesOf(name).subarray(0, 100))).toBe(true);
  });

  test('it says what and where it is', async (context) => {
    const store = await (await placeOf(target, context)).open();
    await store.append('shop', windowOf(newName()), keepMillis);
    expect(store.kind).toMatch(/^\S+$/);
    expect(store.place('shop')).toMatch(/./);
    expect(store.maxBytes).toBeGreaterThan(0);
    expect(store.readsAtOnce).toBeGreaterThanOrEqual(1);
    expect(store.notice?.() ?? '').toBeTypeOf('string');
    expect((await store.list('shop')).problems.filter((problem) => problem === '')).toEqual([]);
  });
}
