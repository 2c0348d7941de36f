import { Redis } from 'ioredis';
import type { RedisServer } from '../../../redis/test/fixtures/redis-server.ts';

/** Fills the memory of a Redis with keys of somebody else. */
export interface Filler {
  /** Writes until Redis refuses. */
  untilFull(): Promise<void>;
  /** Writes one more key. */
  add(): Promise<void>;
  /** Removes the keys, and the limit. */
  free(): Promise<void>;
}

const keyBytes = 32 * 1024;
/** How much there is room for. */
const roomBytes = 2 * 1024 * 1024;

export async function openFiller(redis: RedisServer, policy: string): Promise<Filler> {
  const client = new Redis({ host: '127.0.0.1', port: redis.port });
  const value = 'x'.repeat(keyBytes);
  let keys = 0;
  const usedBytes = (): number => figureOf(redis, 'memory', 'used_memory');
  const add = async (): Promise<void> => void (await client.set(`other:${keys++}`, value));
  redis.cli('CONFIG', 'SET', 'maxmemory-policy', policy);
  redis.cli('CONFIG', 'SET', 'maxmemory', String(usedBytes() + roomBytes));
  return {
    add,
    async untilFull() {
      try {
        for (;;) await add();
      } catch (error) {
        if (!/^OOM/.test((error as Error).message)) throw error;
      }
      // Redis counts its buffers, too, so that it would have room again now and then.
      redis.cli('CONFIG', 'SET', 'maxmemory', String(usedBytes() - roomBytes));
    },
    async free() {
      redis.cli('CONFIG', 'SET', 'maxmemory', '0');
      for (let i = 0; i < keys; i++) await client.del(`other:${i}`);
      client.disconnect();
    },
  };
}

/** A figure of `INFO`; 0 if it is not there. */
export function figureOf(redis: RedisServer, section: string, name: string): number {
  const text = redis.cli('INFO', section);
  return Number(new RegExp(`^${name}:(?:count=)?(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
