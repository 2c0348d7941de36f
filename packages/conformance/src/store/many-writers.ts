import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { expectKept, expectWhole, namesIn } from './expect-kept.ts';
import { baseMillis, newNames } from './made-windows.ts';
import { marksIn } from './marks.ts';
import { placeOf, waysApart } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const writerCount = 5;
// Who comes first is another one each time.
const manyServices: readonly string[] = Array.from({ length: 20 }, (_, i) => `shop ${i + 10}`);
const nowMicros = baseMillis * 1_000;

export function manyWriters(target: StoreTarget): void {
  for (const apart of waysApart(target)) {
    describe(`as ${apart}`, () => {
      test('each window of each is there once, byte by byte', async (context) => {
        const place = await placeOf(target, context);
        const writers = await place.writers(writerCount, apart);
        const names = writers.map((_, i) => [
          ...newNames(40, { startMillis: baseMillis + i }),
          ...newNames(3, { byteCount: 300_000 * (i + 1) }),
        ]);
        await Promise.all(
          writers.map((writer, i) => writer.perform({ do: 'append', service: 'shop', names: names[i]! })),
        );
        await expectKept(await place.open(), 'shop', names.flat());
      });

      test('a window is listed once it is there as a whole, not before', async (context) => {
        const place = await placeOf(target, context);
        const writers = await place.writers(2, apart);
        const readers = await place.openMany(2);
        const names = writers.map(() => newNames(20, { byteCount: 2_000_000 }));
        let isOver = false;
        const reading = readers.map(async (reader) => {
          const seen = new Set<string>();
          for (let isLast = false; !isLast; ) {
            isLast = isOver;
            const listed = (await namesIn(reader, 'shop')).filter((name) => !seen.has(name));
            await expectWhole(reader, 'shop', listed);
            for (const name of listed) seen.add(name);
            await setImmediate();
          }
          expect(seen.size).toBe(names.flat().length);
        });
        const writing = writers.map((writer, i) =>
          writer.perform({ do: 'append', service: 'shop', names: names[i]! }),
        );
        const written = Promise.all(writing).finally(() => {
          isOver = true;
        });
        await Promise.all([written, ...reading]);
      });

      test('the same windows from all of them are there once', async (context) => {
        const place = await placeOf(target, context);
        const writers = await place.writers(writerCount, apart);
        const names = newNames(30);
        await Promise.all(writers.map((writer) => writer.perform({ do: 'append', service: 'shop', names })));
        await expectKept(await place.open(), 'shop', names);
      });

      test('the first windows of many services are all there', async (context) => {
        const place = await placeOf(target, context);
        const writers = await place.writers(writerCount, apart);
        const names = newNames(writerCount);
        for (const service of manyServices) {
          await Promise.all(
            writers.map((writer, i) => writer.perform({ do: 'append', service, names: [names[i]!] })),
          );
        }
        const store = await place.open();
        expect(await store.services()).toEqual(manyServices);
        for (const service of manyServices) await expectKept(store, service, names);
      });

      test('the latest mark of all is there', async (context) => {
        const place = await placeOf(target, context);
        const writers = await place.writers(writerCount, apart);
        const store = await place.open();
        const moments = Array.from({ length: 10 * writerCount }, (_, i) => nowMicros + i);
        const marks = moments.map((atMicros) => ({ kind: 'choice', atMicros, value: `${atMicros}` }));
        for (const service of manyServices) {
          await Promise.all(
            writers.map((writer, i) =>
              writer.perform({ do: 'mark', service, marks: marks.filter((_, k) => k % writerCount === i) }),
            ),
          );
          expect(await marksIn(store, service)).toEqual([marks.at(-1)]);
        }
      });

      test('one of them has the lease, and publishes', async (context) => {
        const place = await placeOf(target, context);
        const writers = await place.writers(writerCount, apart);
        const store = await place.open();
        const parts = newNames(1);
        for (const service of manyServices) {
          await appendAll(store, service, parts);
          const held = await Promise.all(
            writers.map((writer) => writer.perform({ do: 'hold', service, staleMillis: 3_600_000 })),
          );
          expect(held.filter(Boolean)).toHaveLength(1);
          const names = newNames(writerCount);
          const published = await Promise.all(
            writers.map((writer, i) => writer.perform({ do: 'publish', service, names: [names[i]!] })),
          );
          expect(published).toEqual(held);
          await expectKept(store, service, [...parts, names[held.indexOf(true)]!]);
        }
      });
    });
  }
}
