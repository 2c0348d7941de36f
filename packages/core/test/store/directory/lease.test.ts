import { mkdirSync, promises, readdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createLease } from '../../../src/store/directory/lease.ts';
import { newDir } from './open-store.ts';

afterEach(() => vi.restoreAllMocks());

const longMillis = 3_600_000;

test('a process that was slow to make the first lease does not hold it after another has taken it over', async () => {
  const folder = newDir();
  const slow = createLease(folder, longMillis);
  const mkdir = promises.mkdir.bind(promises);
  vi.spyOn(promises, 'mkdir').mockImplementationOnce(async (...given) => {
    // Meanwhile two others have come: one made a lease, and one took it over.
    mkdirSync(join(folder, 'lease-1'));
    renameSync(join(folder, 'lease-1'), join(folder, 'lease-2'));
    return await mkdir(...given);
  });
  expect(await slow.hold()).toBe(false);
  expect(await slow.hold()).toBe(false);
  expect(readdirSync(folder)).toContain('lease-2');
});

test('of several processes at once, one holds it', async () => {
  const folder = newDir();
  const held = await Promise.all(Array.from({ length: 8 }, () => createLease(folder, longMillis).hold()));
  expect(held.filter(Boolean)).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['lease-1']);
});

test('one from the future is stale, too, because the clock was set back', async () => {
  const folder = newDir();
  await createLease(folder, longMillis).hold();
  const other = createLease(folder, longMillis);
  expect(await other.hold()).toBe(false);
  const future = new Date(Date.now() + 2 * longMillis);
  utimesSync(join(folder, 'lease-1'), future, future);
  expect(await other.hold()).toBe(true);
  expect(readdirSync(folder)).toEqual(['lease-2']);
});

test('a folder that cannot be read is a failure, not a lease of others', async () => {
  await expect(createLease(join(newDir(), '\0'), longMillis).hold()).rejects.toThrow();
});
