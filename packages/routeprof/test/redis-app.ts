import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RedisClient, type RedisStoreOptions, redisStore } from '@routeprof/redis';
import { expect } from 'vitest';
import { type Made, openStore, windowAt } from '../../core/test/store/directory/open-store.ts';
import { newFolder } from './folder.ts';

/** Clients of apps, by the folders in which `@routeprof/redis` has them. */
export const clients: readonly (readonly [version: string, name: string, folder: string])[] = [
  ['redis 6', 'redis', 'redis'],
  ['redis 5', 'redis', 'redis5'],
  ['redis 4', 'redis', 'redis4'],
  ['ioredis 6', 'ioredis', 'ioredis'],
  ['ioredis 5', 'ioredis', 'ioredis5'],
  ['iovalkey', 'iovalkey', 'iovalkey'],
];

/** The folder of an app that has these packages, each from a folder of that name. */
export function appWith(packages: Readonly<Record<string, string>>): string {
  const { path } = newFolder();
  mkdirSync(path('node_modules'));
  for (const [name, folder] of Object.entries(packages)) {
    const real = fileURLToPath(new URL(`../../redis/node_modules/${folder}`, import.meta.url));
    symlinkSync(realpathSync(real), path(`node_modules/${name}`));
  }
  return path('');
}

/** What an app does: it measures, and writes. */
export async function writeWindow(
  client: RedisClient,
  made: Made = {},
  options: RedisStoreOptions = {},
): Promise<void> {
  const store = openStore('', {
    store: redisStore(client, options),
    ...(made.service === undefined ? {} : { service: made.service }),
  });
  store.add(windowAt(made));
  await store.close();
  expect(store.failures).toEqual([]);
}

/** The requests of a window. */
export const ofOneWindow: number = windowAt().routes.reduce((sum, { requests }) => sum + requests, 0);
