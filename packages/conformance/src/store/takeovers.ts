import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import type { Store, StoreLease } from '@routeprof/core/store';
import { expect, test } from 'vitest';
import { until } from '../client/until.ts';
import { expectKept } from './expect-kept.ts';
import { keepMillis, newName, newNames, windowOf } from './made-windows.ts';
import { placeOf } from './place.ts';
import type { StoreTarget } from './target.ts';
import { appendAll } from './tasks.ts';

const staleMillis = 1_000;
// The clocks of stores may count in coarse steps.
const stepMillis = 100;

export function takeovers(target: StoreTarget): void {
  test('one that is renewed is not taken over', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    await appendAll(store!, 'shop', newNames(1));
    const [ours, theirs] = [store!.lease('shop', staleMillis), other!.lease('shop', staleMillis)];
    const beginMillis = performance.now();
    while (performance.now() - beginMillis < 2.5 * staleMillis) {
      const renewedMillis = performance.now();
      // A machine that stands still for long lets others have it, rightly.
      if (!(await ours.hold())) break;
      await expectRefused(() => theirs.hold(), renewedMillis);
      await delay(20);
    }
  });

  test('who lost it neither has it nor publishes; who took it over does both', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    const names = newNames(2);
    await appendAll(store!, 'shop', names);
    const first = await takeOver(store!, other!);
    await expectRefused(() => first.lost.hold(), first.takenMillis);
    const { lost, taken } = await takeOver(store!, other!);
    expect(await lost.publish(windowOf(newName()), keepMillis)).toBe(false);
    await expectKept(store!, 'shop', names);
    const again = performance.now();
    const published = newName();
    const isPublished = (await taken.hold()) && (await taken.publish(windowOf(published), keepMillis));
    if (isFresh(again)) expect(isPublished).toBe(true);
    await expectKept(store!, 'shop', isPublished ? [...names, published] : names);
  });

  test('who lost it cannot release it', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    await appendAll(store!, 'shop', newNames(1));
    const { lost, takenMillis } = await takeOver(store!, other!);
    await lost.release();
    await expectRefused(() => store!.lease('shop', staleMillis).hold(), takenMillis);
  });

  test('of 10 that would take it over at once, one has it', async (context) => {
    const [dead, ...stores] = await (await placeOf(target, context)).openMany(11);
    await appendAll(dead!, 'shop', newNames(1));
    expect(await dead!.lease('shop', staleMillis).hold()).toBe(true);
    const asking = stores.map((store) => store.lease('shop', staleMillis));
    let beginMillis = 0;
    const answers = await until(
      () => {
        beginMillis = performance.now();
        return Promise.all(asking.map((lease) => lease.hold()));
      },
      (found) => found.includes(true),
      'a stale lease taken over',
    );
    if (isFresh(beginMillis)) expect(answers.filter(Boolean)).toHaveLength(1);
    const published = await Promise.all(
      asking.map((lease) => lease.publish(windowOf(newName()), keepMillis)),
    );
    expect(published.filter(Boolean).length).toBeLessThanOrEqual(1);
  });

  test('while it is taken over, what is published is there, and what is refused is not', async (context) => {
    const [store, other] = await (await placeOf(target, context)).openMany(2);
    for (const service of Array.from({ length: 10 }, (_, i) => `shop ${i}`)) {
      const before = newNames(1);
      await appendAll(store!, service, before);
      const published = await publishUntilLost(store!, other!, service);
      await expectKept(other!, service, [...before, ...published]);
    }
  });
}

/** One publishes without a pause, until another has taken its lease over. Returns the windows that must be there. */
async function publishUntilLost(store: Store, other: Store, service: string): Promise<string[]> {
  // It is stale at once.
  const [ours, theirs] = [store.lease(service, 1), other.lease(service, 1)];
  expect(await ours.hold()).toBe(true);
  let published: string[] = [];
  let isLost = false;
  const publishing = (async () => {
    for (let isLast = false; !isLast; ) {
      isLast = isLost;
      const name = newName();
      const isPublished = await ours.publish(windowOf(name), keepMillis);
      if (isPublished) published.push(name);
      if (isLast) expect(isPublished, 'published after the lease was lost').toBe(false);
      if (published.length > 100) {
        await store.drop(service, published);
        published = [];
      }
      await setImmediate();
    }
  })();
  const taken = until(() => theirs.hold(), Boolean, 'a stale lease taken over').finally(() => {
    isLost = true;
  });
  await Promise.all([taken, publishing]);
  return published;
}

interface TakenOver {
  readonly lost: StoreLease;
  readonly taken: StoreLease;
  /** When it was not yet taken over. */
  readonly takenMillis: number;
}

async function takeOver(from: Store, to: Store): Promise<TakenOver> {
  const [lost, taken] = [from.lease('shop', staleMillis), to.lease('shop', staleMillis)];
  const renewedMillis = await untilHeld(lost);
  const takenMillis = await untilHeld(taken);
  expect(isFresh(renewedMillis), 'taken over before it was stale').toBe(false);
  return { lost, taken, takenMillis };
}

/** Asks for a lease until it is granted. Returns when it asked for the last time. */
async function untilHeld(lease: StoreLease): Promise<number> {
  let askedMillis = 0;
  const ask = (): Promise<boolean> => {
    askedMillis = performance.now();
    return lease.hold();
  };
  await until(ask, Boolean, 'a stale lease taken over');
  return askedMillis;
}

const isFresh = (renewedMillis: number): boolean =>
  performance.now() - renewedMillis < staleMillis - stepMillis;

/** Nobody else has it until it is stale. A slow machine may come too late to see that. */
async function expectRefused(hold: () => Promise<boolean>, renewedMillis: number): Promise<void> {
  const isHeld = await hold();
  if (isFresh(renewedMillis)) expect(isHeld, 'taken over before it was stale').toBe(false);
}
