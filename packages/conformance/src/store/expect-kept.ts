import type { Store } from '@routeprof/core/store';
import { expect } from 'vitest';
import { areSame, bytesOf } from './made-windows.ts';

/** Names of all windows of a service, or of those that overlap a span, sorted. */
export async function namesIn(
  store: Store,
  service: string,
  fromMillis?: number,
  toMillis?: number,
): Promise<string[]> {
  return [...(await store.list(service, fromMillis, toMillis)).names].sort();
}

/** A service has exactly these windows, each once, and each is read as it was added. */
export async function expectKept(store: Store, service: string, names: readonly string[]): Promise<void> {
  expect(await namesIn(store, service)).toEqual([...names].sort());
  await expectWhole(store, service, names);
}

/** Each of these windows is read as it was added. */
export async function expectWhole(store: Store, service: string, names: readonly string[]): Promise<void> {
  const altered: string[] = [];
  for (let i = 0; i < names.length; i += store.readsAtOnce) {
    await Promise.all(
      names.slice(i, i + store.readsAtOnce).map(async (name) => {
        if (!areSame(await store.read(service, name), bytesOf(name))) altered.push(name);
      }),
    );
  }
  expect(altered, 'windows that are read otherwise than they were added').toEqual([]);
}
