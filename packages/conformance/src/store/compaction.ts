import { setImmediate } from 'node:timers/promises';
import type { Store } from '@routeprof/core/store';
import { describe, expect, test } from 'vitest';
import { expectKept, namesIn } from './expect-kept.ts';
import { areSame, baseMillis, bytesOf, newName, newNames } from './made-windows.ts';
import { placeOf, waysApart } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll, type Group } from './tasks.ts';

const staleMillis = 3_600_000;

export function compaction(target: StoreTarget): void {
  for (const apart of waysApart(target)) {
    describe(`among ${apart}`, () => {
      test('readers miss no group of windows while it is replaced by one', async (context) => {
        const place = await placeOf(target, context);
        const [compactor, writer] = await place.writers(2, apart);
        const readers = await place.openMany(2);
        const groups = Array.from({ length: 20 }, (_, i) => newGroup(baseMillis + i * 10_000));
        const added = newNames(30);
        await appendAll(
          readers[0]!,
          'shop',
          groups.flatMap(({ parts }) => parts),
        );

        let isOver = false;
        const reading = readers.map(async (reader) => {
          do {
            await expectNothingMissing(reader, groups);
            await setImmediate();
          } while (!isOver);
        });
        const compacting = (async () => {
          expect(await compactor!.perform({ do: 'hold', service: 'shop', staleMillis })).toBe(true);
          expect(await compactor!.perform({ do: 'compact', service: 'shop', groups })).toBe(true);
        })();
        const writing = writer!.perform({ do: 'append', service: 'shop', names: added });
        const done = Promise.all([compacting, writing]).finally(() => {
          isOver = true;
        });
        await Promise.all([done, ...reading]);
        await expectKept(readers[0]!, 'shop', [...groups.map(({ merged }) => merged), ...added]);
      });

      test('between publishing and dropping, both are listed', async (context) => {
        const place = await placeOf(target, context);
        const [compactor] = await place.writers(1, apart);
        const store = await place.open();
        const { merged, parts } = newGroup(baseMillis);
        await appendAll(store, 'shop', parts);
        expect(await compactor!.perform({ do: 'hold', service: 'shop', staleMillis })).toBe(true);
        expect(await compactor!.perform({ do: 'publish', service: 'shop', names: [merged] })).toBe(true);
        await expectKept(store, 'shop', [...parts, merged]);
        await store.drop('shop', parts);
        await expectKept(store, 'shop', [merged]);
      });
    });
  }
}

function newGroup(startMillis: number): Group {
  const parts = Array.from({ length: 4 }, (_, i) => newName({ startMillis: startMillis + i * 2_000 }));
  return { parts, merged: newName({ startMillis, byteCount: 20_000 }) };
}

/** One look of a reader. */
async function expectNothingMissing(reader: Store, groups: readonly Group[]): Promise<void> {
  const listed = new Set(await namesIn(reader, 'shop'));
  const missing = groups.filter(
    ({ merged, parts }) => !listed.has(merged) && !parts.every((part) => listed.has(part)),
  );
  expect(missing, 'groups that are listed neither as one nor in all parts').toEqual([]);

  const gone = new Set<string>();
  for (const name of listed) {
    const [bytes, start] = await Promise.all([
      reader.read('shop', name),
      reader.readStart('shop', name, 100),
    ]);
    const wanted = bytesOf(name);
    if (bytes === undefined) gone.add(name);
    else expect(areSame(bytes, wanted), `${name} is read as a whole`).toBe(true);
    if (start !== undefined) {
      expect(start.totalBytes).toBe(wanted.length);
      expect(areSame(start.bytes, wanted.subarray(0, 100)), `${name} begins as it should`).toBe(true);
    }
  }
  const after = new Set(await namesIn(reader, 'shop'));
  const lost = groups.filter(
    ({ merged, parts }) => !after.has(merged) && parts.some((part) => gone.has(part)),
  );
  expect(lost, 'groups with parts that are gone before they are there as one').toEqual([]);
}
