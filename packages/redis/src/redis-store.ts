import type { Store, StoreMark } from '@routeprof/core/store';
import { createCommands, millisText } from './commands.ts';
import { readContents } from './contents.ts';
import { createEvictions } from './evictions.ts';
import { type ServiceKeys, serviceKeys, servicesKey } from './keys.ts';
import { createLease } from './lease.ts';
import { parseOptions, type RedisStoreOptions } from './parse-options.ts';
import { textOf, textsOf } from './replies.ts';
import { markScript, noteServiceScript } from './scripts.ts';
import { commandSender, type RedisClient } from './send-command.ts';
import {
  appendWindow,
  dropWindows,
  newStamp,
  readWindow,
  readWindowStart,
  stampMillis,
  tidyWindows,
} from './windows.ts';

/** How many questions about services are asked at once. */
const questionsAtOnce = 100;

/**
 * Keeps what is measured in Redis or Valkey, so that processes on several hosts show one report.
 *
 * The client is yours: connect it, handle its errors, and close it after the profiler. Addresses, TLS, users and a key
 * prefix are set there.
 *
 * @throws TypeError for something that is no client, or an option that is not allowed.
 * @example
 * ```js
 * import { createProfiler } from '@routeprof/core';
 * import { redisStore } from '@routeprof/redis';
 * import { Redis } from 'ioredis';
 *
 * const profiler = createProfiler({ store: redisStore(new Redis()) });
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix, maxBytes, timeoutMillis } = parseOptions(options);
  const commands = createCommands(commandSender(client), { prefix, timeoutMillis });
  const { send, run } = commands;
  const evictions = createEvictions(Date.now);
  const nextTidy = new Map<string, number>();
  const keysOf = (service: string): ServiceKeys => serviceKeys(prefix, service);

  async function noteService(service: string, keepMillis: number): Promise<void> {
    const values = [service, millisText(keepMillis), String(Date.now())];
    await run(noteServiceScript, [servicesKey(prefix)], values);
  }
  async function hasWindows(service: string): Promise<boolean> {
    const { windows } = keysOf(service);
    return Number(await send('ZCARD', windows)) > 0;
  }

  async function mark(service: string, { kind, atMicros, value }: StoreMark): Promise<void> {
    const { marks, changes, windows } = keysOf(service);
    const values = [kind, String(atMicros), value, newStamp(), millisText(stampMillis)];
    await run(markScript, [marks, changes, windows], values);
  }

  return {
    kind: 'redis',
    place: () => 'Redis',
    maxBytes,
    readsAtOnce: 32,
    async append(service, window, keepMillis) {
      evictions.kept(keepMillis);
      // In a cluster these keys may be on two servers. Either one alone does no harm, and the next append repairs it.
      await Promise.all([
        appendWindow(commands, keysOf(service), window, keepMillis),
        noteService(service, keepMillis),
      ]);
    },
    list: (service, fromMillis = 0, toMillis = Number.POSITIVE_INFINITY) =>
      readContents(commands, keysOf(service), fromMillis, toMillis),
    readStart: (service, name, bytes) => readWindowStart(commands, keysOf(service).window(name), bytes),
    read: (service, name) => readWindow(commands, keysOf(service).window(name)),
    async services() {
      const known = textsOf(await send('ZRANGE', servicesKey(prefix), '0', '-1'));
      const found: string[] = [];
      for (let i = 0; i < known.length; i += questionsAtOnce) {
        const some = known.slice(i, i + questionsAtOnce);
        const answers = await Promise.all(some.map(hasWindows));
        found.push(...some.filter((_, j) => answers[j]));
      }
      return found.sort();
    },
    async stamp(services) {
      const stamps = await Promise.all(services.map((service) => send('GET', keysOf(service).changes)));
      return stamps.map((stamp) => textOf(stamp) ?? '').join('-');
    },
    drop: (service, names) => dropWindows(commands, keysOf(service), names),
    mark,
    lease(service, staleMillis) {
      const keys = keysOf(service);
      return createLease(keys, staleMillis, {
        run,
        append(window, keepMillis, holder) {
          evictions.kept(keepMillis);
          return appendWindow(commands, keys, window, keepMillis, holder);
        },
      });
    },
    async tidy(service) {
      const keys = keysOf(service);
      const { gone, next } = await tidyWindows(commands, keys, nextTidy.get(service) ?? 0);
      nextTidy.set(service, next);
      const evicted = evictions.missed(service, gone);
      if (evicted !== undefined) await mark(service, evicted);
    },
    // Each command has its own timer, which ends with it.
    close: async () => {},
  };
}
