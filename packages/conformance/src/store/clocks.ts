import { describe, expect, test } from 'vitest';
import { expectKept, namesIn } from './expect-kept.ts';
import { newName } from './made-windows.ts';
import { marksIn } from './marks.ts';
import { placeOf, waysApart } from './place.ts';
import type { StoreTarget } from './target.ts';

const skewMillis = 5 * 60_000;

/** What a writer does whose clock differs from this machine's. */
const seenBy = (clockMillis: number) => ({
  name: newName({ startMillis: clockMillis - 10_000, endMillis: clockMillis }),
  mark: { kind: 'clear', atMicros: clockMillis * 1_000, value: '' },
});

export function clocks(target: StoreTarget): void {
  for (const apart of waysApart(target)) {
    describe(`of ${apart}`, () => {
      test.for([
        ['ahead', skewMillis],
        ['behind', -skewMillis],
      ] as const)('five minutes %s: every window is there', async ([, aheadMillis], context) => {
        const place = await placeOf(target, context);
        const [one, other] = await place.writers(2, apart);
        const now = Date.now();
        const [ours, theirs] = [seenBy(now), seenBy(now + aheadMillis)];
        await other!.perform({ do: 'append', service: 'shop', names: [theirs.name] });
        await one!.perform({ do: 'append', service: 'shop', names: [ours.name] });
        const store = await place.open();
        await expectKept(store, 'shop', [ours.name, theirs.name]);
        const listed = await namesIn(store, 'shop', now + aheadMillis - 1_000, now + aheadMillis + 1);
        expect(listed).toEqual([theirs.name]);
      });

      test.for([
        ['ahead', skewMillis],
        ['behind', -skewMillis],
      ] as const)('five minutes %s: the later of two marks is there', async ([, aheadMillis], context) => {
        const place = await placeOf(target, context);
        const [one, other] = await place.writers(2, apart);
        const now = Date.now();
        const [ours, theirs] = [seenBy(now), seenBy(now + aheadMillis)];
        const later = aheadMillis > 0 ? theirs : ours;
        const store = await place.open();
        await other!.perform({ do: 'mark', service: 'shop', marks: [theirs.mark] });
        await one!.perform({ do: 'mark', service: 'shop', marks: [ours.mark] });
        expect(await marksIn(store, 'shop')).toEqual([later.mark]);
        await one!.perform({ do: 'mark', service: 'cart', marks: [ours.mark] });
        await other!.perform({ do: 'mark', service: 'cart', marks: [theirs.mark] });
        expect(await marksIn(store, 'cart')).toEqual([later.mark]);
      });
    });
  }
}
